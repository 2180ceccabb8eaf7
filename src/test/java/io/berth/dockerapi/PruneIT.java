package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.DockerEngine;
import io.berth.testing.RunningBerth;
import io.berth.testing.TestRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prunes and disk usage, each command given to Docker Engine as well, on the same images. */
class PruneIT {

  private static final String OLD = "old/busybox:1";

  @TempDir static Path folder;
  private static RunningBerth berth;
  private static DockerEngine engine;
  private static Docker docker;
  private static Docker other;
  private static Path archive;

  @BeforeAll
  static void start() throws Exception {
    berth = RunningBerth.start();
    engine = DockerEngine.start();
    docker = berth.docker();
    other = engine.docker();
    try (var registry = TestRegistry.start()) {
      docker.ok("pull", "-q", registry.image("tut/busybox:1"));
      docker.ok("tag", registry.image("tut/busybox:1"), OLD);
      docker.ok("rmi", registry.image("tut/busybox:1"));
    }
    byte[] root = BusyboxRoot.tar();
    docker.feed(root, "import", "-c", "LABEL kind=kept", "-m", "1", "-", "kept:1").ok();
    docker.feed(root, "import", "-c", "LABEL kind=other", "-m", "2", "-", "other:1").ok();
    docker.feed(root, "import", "-m", "3", "-", "plain:1").ok();
    docker.ok("run", "--name", "layer", "plain:1", "sh", "-c", "echo more > /more");
    docker.ok("commit", "layer", "child:1");
    docker.ok("rm", "layer");
    archive = folder.resolve("all.tar");
    docker.ok("save", "-o", archive.toString(), OLD, "kept:1", "other:1", "plain:1", "child:1");
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      engine.close();
    } finally {
      berth.close();
    }
  }

  /** Both have all of the images, and one more of them has lost its name. */
  @BeforeEach
  void load() {
    for (Docker each : List.of(docker, other)) {
      each.ok("ps", "-aq").lines().forEach(id -> each.ok("rm", "-f", id));
      each.ok("image", "prune", "-af");
      each.ok("load", "-i", archive.toString());
      each.ok("tag", "kept:1", "other:1");
    }
    same("images", "-a", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}");
  }

  /** What both print, in any order. */
  private static List<String> same(String... command) {
    List<String> said = docker.ok(command).lines().sorted().toList();
    assertThat(said).isEqualTo(other.ok(command).lines().sorted().toList());
    return said;
  }

  private static List<String> pruned(String... more) {
    List<String> said =
        same(
            Stream.concat(Stream.of("image", "prune", "-f"), Stream.of(more))
                .toArray(String[]::new));
    same("images", "-a", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}");
    return said;
  }

  private static List<String> names() {
    return docker.ok("images", "--format", "{{.Repository}}:{{.Tag}}").lines().sorted().toList();
  }

  @Test
  void imagesWithoutANameGo() {
    assertThat(pruned()).filteredOn(line -> line.startsWith("deleted: ")).hasSize(1);
    assertThat(names()).containsExactly("child:1", "kept:1", OLD, "other:1", "plain:1");
    assertThat(pruned()).containsExactly("Total reclaimed space: 0B");
  }

  @Test
  void allThatNoContainerUsesGo() {
    for (Docker each : List.of(docker, other)) {
      each.ok("create", "--network", "none", "child:1", "sh");
    }
    assertThat(pruned("-a")).contains("untagged: plain:1").doesNotContain("untagged: child:1");
    assertThat(names()).containsExactly("child:1");
    assertThat(docker.ok("run", "--rm", "child:1", "cat", "/more")).isEqualTo("more");
  }

  @Test
  void byAge() {
    pruned("-a", "--filter", "until=24h");
    assertThat(names()).contains("kept:1").doesNotContain(OLD);
  }

  @Test
  void byLabel() {
    pruned("-a", "--filter", "label=kind=kept");
    assertThat(names()).containsExactly("<none>:<none>", "child:1", OLD, "plain:1");
    pruned("-a", "--filter", "label=kind");
    assertThat(names()).containsExactly("child:1", OLD, "plain:1");
  }

  @Test
  void byTheWantOfALabel() {
    pruned("-a", "--filter", "label!=kind");
    assertThat(names()).containsExactly("<none>:<none>", "kept:1", "other:1");
    pruned("-a", "--filter", "label!=kind=kept");
    assertThat(names()).containsExactly("kept:1", "other:1");
  }

  @Test
  void theWholeSystem() {
    for (Docker each : List.of(docker, other)) {
      each.ok("create", "--network", "none", "--name", "gone", "kept:1", "sh");
      assertThat(each.run("system", "prune", "-f").out().lines())
          .filteredOn(line -> line.startsWith("deleted: "))
          .hasSize(1);
    }
    assertThat(names()).contains("kept:1");
    same("ps", "-aq");
    for (Docker each : List.of(docker, other)) {
      each.run("system", "prune", "-af");
    }
    assertThat(same("images", "-aq")).isEmpty();
  }

  /** Sizes of images are the bytes of their files on both; shared is what other images have too. */
  @Test
  void diskUsageMeansTheSame() {
    for (Docker each : List.of(docker, other)) {
      each.ok("create", "--network", "none", "child:1", "sh");
    }
    List<String> images = new ArrayList<>();
    for (Docker each : List.of(docker, other)) {
      JsonNode df = JsonMapper.shared().readTree(each.ok("system", "df", "-v", "--format", "json"));
      StringBuilder told = new StringBuilder();
      df.path("Images")
          .forEach(image ->
              told.append(
                  "%s %s shared %s unique %s containers %s%n"
                      .formatted(
                          image.path("ID").asString(),
                          image.path("Size").asString(),
                          image.path("SharedSize").asString(),
                          image.path("UniqueSize").asString(),
                          image.path("Containers").asString())));
      images.add(told.toString().lines().sorted().toList().toString());
    }
    assertThat(images.getFirst()).isEqualTo(images.getLast()).contains("shared");
    List<String> counts =
        Stream.of(docker, other)
            .map(each ->
                each.ok("system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Active}}"))
            .map(all -> all.lines().limit(2).toList().toString())
            .distinct()
            .toList();
    assertThat(counts).hasSize(1);
  }
}
