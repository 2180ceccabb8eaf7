package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Command;
import io.berth.testing.Docker;
import io.berth.testing.DockerEngine;
import io.berth.testing.RunningBerth;
import io.berth.testing.TestRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Images between Berth, Docker Engine, skopeo and umoci, compared digest for digest. */
class InteropIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private static TestRegistry registry;
  private static RunningBerth berth;
  private static DockerEngine engine;
  private static Docker docker;
  private static Docker other;

  @BeforeAll
  static void start() throws Exception {
    registry = TestRegistry.start();
    berth = RunningBerth.start();
    engine = DockerEngine.start();
    docker = berth.docker();
    other = engine.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-c", "CMD [\"sh\"]", "-", "made:base").ok();
    docker.ok("run", "--name", "c1", "made:base", "sh", "-c", "echo layered > /one; rm /www/*");
    docker.ok("commit", "c1", "made:2");
    docker.ok("rm", "c1");
    docker.ok("pull", "-q", registry.image("tut/busybox:1"));
    docker.ok("tag", registry.image("tut/busybox:1"), "pulled:1");
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      engine.close();
    } finally {
      berth.close();
      registry.close();
    }
  }

  /** The image's id and its layers' diff ids, which no way of moving it may change. */
  private static String identity(Docker at, String name) {
    return at.ok("inspect", "-f", "{{.Id}} {{json .RootFS.Layers}}", name);
  }

  private static JsonNode json(Path file) {
    return JSON.readTree(file.toFile());
  }

  /** The configuration's digest in a layout's only manifest. */
  private static String config(Path layout, String manifest) {
    return json(layout.resolve("blobs/sha256/" + manifest.substring(7)))
        .at("/config/digest")
        .asString();
  }

  private static List<String> manifests(Path layout) {
    JsonNode all = json(layout.resolve("index.json")).path("manifests");
    return StreamSupport.stream(all.spliterator(), false)
        .map(manifest -> manifest.path("digest").asString())
        .distinct()
        .toList();
  }

  private static String manifestDigest(String name) {
    String digests = docker.ok("inspect", "-f", "{{json .RepoDigests}}", name);
    return digests.substring(digests.indexOf("sha256:"), digests.indexOf("sha256:") + 71);
  }

  private static Path saved(String file, String... images) {
    Path archive = folder.resolve(file);
    var command = new java.util.ArrayList<>(List.of("save", "-o", archive.toString()));
    command.addAll(List.of(images));
    docker.ok(command.toArray(String[]::new));
    return archive;
  }

  private static Path untarred(Path archive, String name) throws Exception {
    Path layout = Files.createDirectory(folder.resolve(name));
    Command.ok("tar", "-xf", archive.toString(), "-C", layout.toString());
    return layout;
  }

  @Test
  void skopeoCopiesWhatBerthPushed() throws Exception {
    String name = registry.image("move/made:2");
    docker.ok("tag", "made:2", name);
    docker.ok("push", name);
    Path layout = folder.resolve("by-skopeo");
    Command.ok(
        "skopeo",
        "copy",
        "--preserve-digests",
        "--src-tls-verify=false",
        "docker://" + name,
        "oci:" + layout + ":x");
    assertThat(manifests(layout)).containsExactly(manifestDigest(name));
    assertThat(config(layout, manifests(layout).getFirst()))
        .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", name));
  }

  @Test
  void dockerEnginePullsWhatBerthPushed() {
    String name = registry.image("move/pulled:2");
    docker.ok("tag", "made:2", name);
    docker.ok("push", name);
    assertThat(other.ok("pull", name)).contains("Digest: " + manifestDigest(name));
    assertThat(identity(other, name)).isEqualTo(identity(docker, name));
  }

  @Test
  void dockerEngineLoadsWhatBerthSaved() {
    Path archive = saved("to-engine.tar", "made:base", "made:2", "pulled:1");
    assertThat(other.ok("load", "-i", archive.toString()).lines())
        .contains("Loaded image: made:base", "Loaded image: made:2", "Loaded image: pulled:1");
    for (String name : List.of("made:base", "made:2", "pulled:1")) {
      assertThat(identity(other, name)).isEqualTo(identity(docker, name));
    }
  }

  @Test
  void skopeoReadsTheArchiveInBothOfItsFormats() throws Exception {
    Path archive = saved("to-skopeo.tar", "made:2", "pulled:1");
    Path one = folder.resolve("docker-archive");
    Command.ok("skopeo", "copy", "docker-archive:" + archive + ":pulled:1", "dir:" + one);
    assertThat(json(one.resolve("manifest.json")).at("/config/digest").asString())
        .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", "pulled:1"));
    Path two = folder.resolve("oci-archive");
    Command.ok(
        "skopeo",
        "copy",
        "--preserve-digests",
        "oci-archive:" + archive + ":2",
        "oci:" + two + ":2");
    assertThat(manifests(two)).hasSize(1).isSubsetOf(manifests(untarred(archive, "both")));
    assertThat(config(two, manifests(two).getFirst()))
        .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", "made:2"));
  }

  @Test
  void umociUnpacksWhatBerthSaved() throws Exception {
    Path layout = untarred(saved("to-umoci.tar", "made:2", "pulled:1"), "umoci-layout");
    for (String tag : List.of("1", "2")) {
      Path bundle = folder.resolve("bundle-" + tag);
      Command.ok("umoci", "unpack", "--image", layout + ":" + tag, bundle.toString());
      assertThat(bundle.resolve("rootfs/bin/busybox")).exists();
    }
    assertThat(folder.resolve("bundle-2/rootfs/one")).hasContent("layered\n");
    assertThat(folder.resolve("bundle-2/rootfs/www/index.html")).doesNotExist();
  }

  @Test
  void berthLoadsWhatDockerEngineSaved() {
    String name = registry.image("tut/nginx:1");
    other.ok("pull", "-q", name);
    other.ok("tag", name, "engine:nginx");
    Path archive = folder.resolve("from-engine.tar");
    other.ok("save", "-o", archive.toString(), "engine:nginx", name);
    docker.run("rmi", "-f", name);
    assertThat(docker.ok("load", "-i", archive.toString()).lines())
        .contains("Loaded image: engine:nginx", "Loaded image: " + name);
    assertThat(identity(docker, "engine:nginx")).isEqualTo(identity(other, "engine:nginx"));
  }

  /** skopeo compresses the layer and so makes a manifest of its own. */
  @Test
  void whatSkopeoArchivedKeepsItsManifestThroughBerth() throws Exception {
    String name = registry.image("move/skopeo:1");
    docker.feed(BusyboxRoot.tar(), "import", "-m", "for skopeo", "-", name).ok();
    String pushed = identity(docker, name);
    docker.ok("push", name);
    Path archive = folder.resolve("from-skopeo.tar");
    Command.ok(
        "skopeo",
        "copy",
        "--src-tls-verify=false",
        "docker://" + name,
        "oci-archive:" + archive + ":skopeo/made:1");
    docker.ok("rmi", name);
    List<String> given = manifests(untarred(archive, "skopeo-given"));
    assertThat(docker.ok("load", "-i", archive.toString()))
        .isEqualTo("Loaded image: skopeo/made:1");
    assertThat(identity(docker, "skopeo/made:1")).isEqualTo(pushed);
    Path saved = saved("skopeo-again.tar", "skopeo/made:1");
    assertThat(manifests(untarred(saved, "skopeo-again"))).isEqualTo(given);
    docker.ok("rmi", "skopeo/made:1");
    docker.ok("load", "-i", saved.toString());
    docker.ok("tag", "skopeo/made:1", name);
    assertThat(docker.ok("push", name)).contains(given.getFirst());
  }

  @Test
  void anImageThatUmociMadeIsLoadedAndRun() throws Exception {
    Path layout = folder.resolve("by-umoci");
    String image = layout + ":umoci";
    Command.ok("umoci", "init", "--layout", layout.toString());
    Command.ok("umoci", "new", "--image", image);
    Path bundle = folder.resolve("new-bundle");
    Command.ok("umoci", "unpack", "--image", image, bundle.toString());
    Files.createDirectories(bundle.resolve("rootfs/bin"));
    Files.copy(Path.of("/bin/busybox"), bundle.resolve("rootfs/bin/busybox"));
    Command.ok("umoci", "repack", "--image", image, bundle.toString());
    Command.ok("umoci", "config", "--image", image, "--config.cmd", "/bin/busybox");
    Path archive = folder.resolve("from-umoci.tar");
    Command.ok("tar", "-cf", archive.toString(), "-C", layout.toString(), ".");
    assertThat(docker.ok("load", "-i", archive.toString())).isEqualTo("Loaded image: umoci:latest");
    List<String> tagged =
        StreamSupport.stream(
                json(layout.resolve("index.json")).path("manifests").spliterator(), false)
            .map(manifest -> manifest.path("digest").asString())
            .toList();
    assertThat(docker.ok("inspect", "-f", "{{.Id}}", "umoci:latest"))
        .isEqualTo(config(layout, tagged.getLast()));
    assertThat(docker.ok("run", "--rm", "umoci", "/bin/busybox", "echo", "umoci"))
        .isEqualTo("umoci");
  }

  @Test
  void whatOthersHaveBroughtIsNotGivenToAnArchiveThatOnlyNamesIt() throws Exception {
    Path layout = untarred(saved("partial.tar", "made:2"), "partial");
    String layer =
        json(layout.resolve("blobs/sha256/" + manifests(layout).getFirst().substring(7)))
            .at("/layers/0/digest")
            .asString();
    Files.delete(layout.resolve("blobs/sha256/" + layer.substring(7)));
    Files.delete(layout.resolve("manifest.json"));
    Path archive = folder.resolve("partial-again.tar");
    Command.ok("tar", "-cf", archive.toString(), "-C", layout.toString(), ".");
    assertThat(docker.run("load", "-i", archive.toString()).exits(1).err())
        .contains("invalid archive: blob " + layer + " is missing");
  }
}
