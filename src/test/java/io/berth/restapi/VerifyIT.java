package io.berth.restapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stored images that somebody damages by hand: found by a verification, mended by a pull. */
class VerifyIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static TestRegistry registry;
  private static RunningBerth berth;
  private static Docker docker;
  private static String one;
  private static String two;

  @BeforeAll
  static void start() throws Exception {
    registry = TestRegistry.start();
    berth = RunningBerth.start();
    docker = berth.docker();
    one = registry.image("tut/busybox:1");
    two = registry.image("tut/busybox:2");
  }

  @AfterAll
  static void stop() throws Exception {
    berth.close();
    registry.close();
  }

  @BeforeEach
  void pull() throws Exception {
    docker.ok("pull", "-q", one);
    docker.ok("pull", "-q", two);
    assertThat(verify(one).path("state").asString()).isEqualTo("DONE");
  }

  private static JsonNode verify(String image) throws IOException, InterruptedException {
    String ref = URLEncoder.encode(image, StandardCharsets.UTF_8);
    var started = RawHttp.request(berth.socket(), "POST /api/images/" + ref + "/verify", null);
    String id = JSON.readTree(started.body()).path("id").asString();
    while (true) {
      JsonNode job =
          JSON.readTree(RawHttp.request(berth.socket(), "GET /api/jobs/" + id, null).body());
      if (!job.path("state").asString().equals("RUNNING")) {
        return job;
      }
      Thread.sleep(50);
    }
  }

  private static String problem(String image) throws IOException, InterruptedException {
    JsonNode job = verify(image);
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("FAILED");
    return job.path("problem").asString();
  }

  private static void assertGood(String image) throws IOException, InterruptedException {
    JsonNode job = verify(image);
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("DONE");
    assertThat(job.path("log").toString()).contains("everything is as it was stored");
  }

  private static List<String> layers(String image) {
    JsonNode all = JSON.readTree(docker.ok("inspect", "-f", "{{json .RootFS.Layers}}", image));
    List<String> layers = new ArrayList<>();
    all.forEach(layer -> layers.add(layer.asString().substring(7)));
    return layers;
  }

  private static Path file(String layer, String path) {
    return berth.root().resolve("layers").resolve(layer).resolve("diff").resolve(path);
  }

  private static Path blob(String digest) {
    return berth.root().resolve("blobs/sha256").resolve(digest.substring(7));
  }

  /** One byte becomes another one, and the time of the change is hidden. */
  private static void damage(Path file, long at) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int was = bytes.read();
      bytes.seek(at);
      bytes.write(was ^ 1);
    }
    Files.setLastModifiedTime(file, time);
  }

  /** The image's manifest as it was received. */
  private static JsonNode manifest(String image) throws IOException {
    String digests = docker.ok("inspect", "-f", "{{json .RepoDigests}}", image);
    int at = digests.indexOf("sha256:");
    return JSON.readTree(blob(digests.substring(at, at + 71)).toFile());
  }

  @Test
  void aChangedFileOfALayerIsFoundAndMendedByAPull() throws Exception {
    String base = layers(one).getFirst();
    docker.ok("run", "-d", "--name", "old", one, "sleep", "1000");
    damage(file(base, "etc/passwd"), 0);
    String before = docker.ok("exec", "old", "cat", "/etc/passwd");
    assertThat(problem(one))
        .contains("layer 1's files are damaged: /etc/passwd (sha256:" + base + ")")
        .contains("Pull or load the image again")
        .contains("These images have the same damaged layers: " + two);
    assertThat(problem(two)).contains("layer 1's files are damaged");
    assertThat(docker.ok("pull", one)).contains("Pull complete");
    assertGood(one);
    assertGood(two);
    assertThat(docker.ok("exec", "old", "cat", "/etc/passwd")).isEqualTo(before);
    assertThat(docker.ok("run", "--rm", one, "cat", "/etc/passwd"))
        .isNotEqualTo(before)
        .startsWith("root:");
    docker.ok("restart", "-t", "0", "old");
    assertThat(docker.ok("exec", "old", "cat", "/etc/passwd")).startsWith("root:");
    docker.ok("rm", "-f", "old");
  }

  @Test
  void aForeignAndAMissingFileAreFound() throws Exception {
    String base = layers(one).getFirst();
    Files.writeString(file(base, "etc/planted"), "x");
    Files.delete(file(base, "etc/group"));
    assertThat(problem(one)).contains("/etc/group, /etc/planted");
    docker.ok("pull", one);
    assertGood(one);
    assertThat(file(base, "etc/planted")).doesNotExist();
  }

  @Test
  void aDamagedArchiveIsNotSentToAnybodyAndComesAgain() throws Exception {
    Path archive = blob(manifest(one).at("/layers/0/digest").asString());
    damage(archive, Files.size(archive) / 2);
    assertThat(problem(one)).contains("layer 1's archive is damaged and was removed");
    assertThat(archive).doesNotExist();
    assertThat(problem(one)).contains("layer 1's archive is missing");
    assertThat(docker.ok("run", "--rm", one, "echo", "goes on")).isEqualTo("goes on");
    docker.ok("pull", one);
    assertThat(archive).exists();
    assertGood(one);
  }

  @Test
  void aDamagedConfigurationIsFoundAndMendedByAPull() throws Exception {
    damage(blob(docker.ok("inspect", "-f", "{{.Id}}", two)), 5);
    assertThat(problem(two)).contains("the configuration is damaged");
    docker.ok("pull", two);
    assertGood(two);
  }

  @Test
  void anImageOfNoRegistryIsMendedByLoadingItAgain() throws Exception {
    docker.feed(BusyboxRoot.tar(), "import", "-", "mine:1").ok();
    Path saved = Files.createTempFile("berth-verify", ".tar");
    docker.ok("save", "-o", saved.toString(), "mine:1");
    damage(file(layers("mine:1").getFirst(), "www/index.html"), 3);
    assertThat(problem("mine:1")).contains("/www/index.html");
    docker.ok("load", "-i", saved.toString());
    assertGood("mine:1");
    Files.delete(saved);
  }
}
