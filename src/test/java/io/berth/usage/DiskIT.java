package io.berth.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.snapshot.Trees;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where the disk went, held against {@code du}. */
class DiskIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String WRITES =
      "busybox dd if=/dev/zero of=/big bs=1M count=3 2>/dev/null; busybox ln /big /again;"
          + " busybox truncate -s 1G /sparse; i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo $i >"
          + " /small-$i; done; busybox rm -rf /www; busybox dd if=/dev/zero of=/data/kept bs=1M"
          + " count=2 2>/dev/null; echo written";
  private static RunningBerth berth;
  private static Docker docker;
  private static byte[] root;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    root = BusyboxRoot.tar();
    docker.feed(root, "import", "-", "box:1").exits(0);
    docker.ok("run", "--name", "writer", "-v", "data:/data", "box:1", "sh", "-c", WRITES);
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  private static long du(Path... places) throws Exception {
    long bytes = 0;
    for (Path place : places) {
      var du = new ProcessBuilder("du", "-sx", "--block-size=1", place.toString()).start();
      bytes += Long.parseLong(new String(du.getInputStream().readAllBytes()).split("\\s")[0]);
    }
    return bytes;
  }

  private static Path container(String name) {
    return berth.root().resolve("containers").resolve(docker.ok("inspect", "-f", "{{.Id}}", name));
  }

  private static JsonNode disk() throws IOException {
    return JSON.readTree(RawHttp.request(berth.socket(), "GET /api/disk", null).body());
  }

  private static void measuredAnew() throws InterruptedException {
    Thread.sleep(1_500);
  }

  @Test
  void theFiguresAreThoseOfDu() throws Exception {
    measuredAnew();
    JsonNode disk = disk();
    Path writer = container("writer");
    assertThat(disk.get("containers").asLong())
        .isEqualTo(du(writer.resolve("upper")))
        .isGreaterThan(3 << 20)
        .isLessThan(4 << 20);
    assertThat(disk.get("logs").asLong()).isEqualTo(du(writer.resolve("log"))).isPositive();
    assertThat(disk.get("volumes").asLong())
        .isEqualTo(du(berth.root().resolve("volumes/data/_data")));
    assertThat(disk.get("archives").asLong()).isEqualTo(du(berth.root().resolve("blobs")));
    try (var layers = Files.list(berth.root().resolve("layers"))) {
      Path[] diffs =
          layers.map(layer -> layer.resolve("diff")).filter(Files::exists).toArray(Path[]::new);
      assertThat(disk.get("layers").asLong()).isEqualTo(du(diffs));
    }
    assertThat(disk.get("unusedLayers").asLong()).isZero();
    assertThat(disk.get("byContainer").get(0).get("id").asString()).hasSize(64);
    assertThat(disk.get("free").asLong()).isPositive();
  }

  @Test
  void aLayerOfSeveralImagesIsCountedOnce() throws Exception {
    assertThat(disk().get("sharedLayers").asLong()).isZero();
    docker.feed(root, "import", "-c", "ENV A=1", "-", "box:2").exits(0);
    measuredAnew();
    JsonNode disk = disk();
    assertThat(disk.get("sharedLayers").asLong()).isEqualTo(disk.get("layers").asLong());
    docker.ok("rmi", "box:2");
    measuredAnew();
  }

  @Test
  void dockerSystemDfTellsTheSame() throws Exception {
    measuredAnew();
    Map<String, String> sizes =
        docker
            .ok("system", "df", "--format", "{{.Type}}={{.Size}} {{.Reclaimable}}")
            .lines()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    long upper = du(container("writer").resolve("upper"));
    long volume = du(berth.root().resolve("volumes/data/_data"));
    assertThat(sizes.get("Containers")).isEqualTo("%1$s %1$s (100%%)".formatted(human(upper)));
    assertThat(sizes.get("Local Volumes")).isEqualTo(human(volume) + " 0B (0%)");
    assertThat(sizes.get("Images")).endsWith(" 0B (0%)");
    assertThat(docker.ok("system", "df", "-v"))
        .containsPattern("writer")
        .containsPattern("data +1 +" + human(volume));
    assertThat(docker.ok("ps", "-as", "--format", "{{.Size}}")).contains("MB (virtual ");
    String only = RawHttp.request(berth.socket(), "GET /v1.47/system/df?type=volume", null).body();
    assertThat(only).contains("\"data\"").doesNotContain("LayersSize", "Containers");
    assertThat(RawHttp.request(berth.socket(), "GET /v1.47/system/df?type=x", null).status())
        .isEqualTo(400);
  }

  /** Sizes of images are, as Docker Engine's, the bytes that their files hold, each file once. */
  @Test
  void sizesOfImagesAreTheBytesOfTheirFiles() throws Exception {
    var find =
        new ProcessBuilder(
                "find",
                berth.root().resolve("layers").toString(),
                "-path",
                "*/diff/*",
                "-type",
                "f",
                "-printf",
                "%i %s\\n")
            .start();
    long bytes =
        new String(find.getInputStream().readAllBytes())
            .lines()
            .distinct()
            .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
            .sum();
    JsonNode df =
        JSON.readTree(RawHttp.request(berth.socket(), "GET /v1.47/system/df", null).body());
    assertThat(df.get("LayersSize").asLong()).isEqualTo(bytes);
    assertThat(df.at("/Images/0/Size").asLong()).isEqualTo(bytes);
  }

  /** As the docker command prints it: four digits. */
  private static String human(long bytes) {
    return java.math.BigDecimal.valueOf(bytes)
            .movePointLeft(6)
            .round(new java.math.MathContext(4, java.math.RoundingMode.HALF_UP))
            .stripTrailingZeros()
            .toPlainString()
        + "MB";
  }

  @Test
  void whatIsInTheBinIsApart() throws Exception {
    docker.ok(
        "run",
        "--name",
        "gone",
        "box:1",
        "sh",
        "-c",
        "busybox dd if=/dev/zero of=/x bs=1M count=1");
    Path gone = container("gone");
    RawHttp.request(berth.socket(), "DELETE /api/containers/gone", null);
    measuredAnew();
    JsonNode disk = disk();
    assertThat(disk.get("bin").asLong())
        .isEqualTo(du(gone.resolve("upper"), gone.resolve("log")))
        .isGreaterThan(1 << 20);
    assertThat(disk.get("byContainer")).hasSize(1);
    String id = gone.getFileName().toString();
    RawHttp.request(berth.socket(), "DELETE /api/bin/" + id, null);
    await().until(() -> disk().get("bin").asLong() == 0);
  }

  @Test
  void deepAndChangingTreesAreCounted(@TempDir Path folder) throws Exception {
    var deep =
        new ProcessBuilder(
                "sh",
                "-c",
                "cd -P \"$0\" && ln -s / link && p=$(printf 'd/%.0s' $(seq 1000)) && for i in 1 2"
                    + " 3; do mkdir -p $p && cd -P $p || exit 1; done; echo x > leaf",
                folder.toString())
            .start();
    assertThat(deep.waitFor()).isZero();
    assertThat(Trees.size(folder)).isEqualTo(du(folder)).isGreaterThan(3000L * 4096);
    Trees.delete(folder.resolve("d"));
    assertThat(Trees.size(folder.resolve("d"))).isZero();
  }

  @Test
  void noMountIsEntered(@TempDir Path folder) throws Exception {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    assertThat(run("mount", "-t", "tmpfs", "none", mount.toString())).isZero();
    try {
      Files.write(mount.resolve("big"), new byte[1 << 20]);
      assertThat(Trees.size(folder)).isEqualTo(du(folder));
    } finally {
      assertThat(run("umount", mount.toString())).isZero();
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
