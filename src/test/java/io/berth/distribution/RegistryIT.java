package io.berth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.security.Role;
import io.berth.security.Tokens;
import io.berth.security.Users;
import io.berth.team.Teams;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.DockerEngine;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Berth as a registry, to the real clients: skopeo, Docker Engine and Berth itself. */
class RegistryIT {

  private static RunningBerth berth;
  private static Docker docker;
  private static DockerEngine engine;
  private static Docker other;
  private static TestRegistry registry;
  private static String operator;
  private static String viewer;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    registry = TestRegistry.start();
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-c", "CMD [\"date\"]", "-", "team/box:1").ok();
    berth.bean(Users.class).create("olga", Role.OPERATOR);
    berth.bean(Users.class).create("vic", Role.VIEWER);
    operator = berth.bean(Tokens.class).create("olga", "push").secret();
    viewer = berth.bean(Tokens.class).create("vic", "pull").secret();
    engine = DockerEngine.start();
    other = engine.docker();
    login(other, "olga", operator).ok();
  }

  @AfterAll
  static void stop() throws Exception {
    if (engine != null) {
      engine.close();
    }
    if (berth != null) {
      berth.close();
    }
    registry.close();
  }

  private static String address() {
    return "localhost:" + berth.port();
  }

  private static Docker.Result login(Docker from, String user, String secret) {
    return from.feed(secret, "login", "-u", user, "--password-stdin", address());
  }

  private static String id(Docker of, String name) {
    return of.ok("image", "inspect", "-f", "{{.Id}}", name);
  }

  private record Said(int exit, String text) {
    Said ok() {
      assertThat(exit).as(text).isZero();
      return this;
    }
  }

  private Said skopeo(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("skopeo"));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("skopeo.log");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    return new Said(process.waitFor(), Files.readString(log, StandardCharsets.UTF_8));
  }

  @Test
  void skopeoCopiesAnImageOut() throws Exception {
    Path to = folder.resolve("out");
    skopeo(
            "copy",
            "--src-tls-verify=false",
            "--src-creds=vic:" + viewer,
            "docker://" + address() + "/team/box:1",
            "dir:" + to)
        .ok();
    String id = id(docker, "team/box:1").substring("sha256:".length());
    assertThat(to.resolve(id)).exists();
    assertThat(Files.readString(to.resolve("manifest.json"))).contains(id);
  }

  @Test
  void whatWasPulledIsServedDigestForDigest() throws Exception {
    String name = registry.image("tut/busybox:1");
    docker.ok("pull", "-q", name);
    docker.ok("tag", name, "copies/busybox:1");
    String theirs =
        skopeo("inspect", "--tls-verify=false", "-f", "{{.Digest}}", "docker://" + name)
            .ok()
            .text();
    String ours =
        skopeo(
                "inspect",
                "--tls-verify=false",
                "--creds=vic:" + viewer,
                "-f",
                "{{.Digest}}",
                "docker://" + address() + "/copies/busybox:1")
            .ok()
            .text();
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void dockerEnginePullsAndPushes() {
    String name = address() + "/team/box:1";
    other.ok("pull", "-q", name);
    assertThat(id(other, name)).isEqualTo(id(docker, "team/box:1"));
    String again = address() + "/team/again:2";
    other.ok("tag", name, again);
    assertThat(other.ok("push", again)).contains("2: digest: sha256:");
    assertThat(id(docker, "team/again:2")).isEqualTo(id(other, name));
    assertThat(docker.ok("run", "--rm", "team/again:2", "echo", "ran")).isEqualTo("ran");
  }

  @Test
  void anImageThatIsNotHereIsPushedAndPulledBackAndRuns() throws Exception {
    Path tar = folder.resolve("new.tar");
    Files.write(tar, BusyboxRoot.tar());
    String name = address() + "/olga/new:1";
    other.ok("import", "-c", "LABEL made=elsewhere", tar.toString(), name);
    String pushed = other.ok("push", name);
    String digest = pushed.replaceAll("(?s).*digest: (sha256:[0-9a-f]{64}).*", "$1");
    assertThat(docker.ok("inspect", "-f", "{{.RepoDigests}}", "olga/new:1"))
        .contains("olga/new@" + digest);
    assertThat(id(docker, "olga/new:1")).isEqualTo(id(other, name));
    assertThat(docker.ok("run", "--rm", "olga/new:1", "echo", "ran")).isEqualTo("ran");
    other.ok("rmi", name);
    assertThat(other.ok("pull", name)).contains("Digest: " + digest);
    assertThat(RawHttp.request(berth.socket(), "GET /api/audit", null).body())
        .contains("image.push", "olga/new:1")
        .doesNotContain("blob.upload");
  }

  @Test
  void skopeoPushesAndTheEngineItselfPulls() throws Exception {
    skopeo(
            "copy",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            "--dest-creds=olga:" + operator,
            "docker://" + registry.image("tut/busybox:1"),
            "docker://" + address() + "/olga/skopeo:1")
        .ok();
    assertThat(docker.ok("run", "--rm", "olga/skopeo:1", "echo", "ran")).isEqualTo("ran");
    login(docker, "vic", viewer).ok();
    docker.ok("pull", "-q", address() + "/olga/skopeo:1");
  }

  @Test
  void viewersPullAndDoNotPush() throws Exception {
    login(other, "vic", viewer).ok();
    try {
      String name = address() + "/team/box:1";
      other.ok("pull", "-q", name);
      other.ok("tag", name, address() + "/vic/box:1");
      assertThat(other.run("push", address() + "/vic/box:1").exits(1).err())
          .contains("denied: not allowed: POST /v2/** needs the role operator");
    } finally {
      login(other, "olga", operator).ok();
    }
  }

  @Test
  void aWrongTokenOrAnothersNameIsRefused() throws IOException {
    assertThat(login(other, "olga", "berth_guess").exits(1).err()).contains("401");
    assertThat(login(other, "olga", viewer).exits(1).err()).contains("401");
    login(other, "olga", operator).ok();
  }

  @Test
  void whatAnotherTeamHasIsNotThere() throws Exception {
    var teams = berth.bean(Teams.class);
    berth.bean(Users.class).create("zoe", Role.OPERATOR);
    teams.create("zebras");
    teams.addMember("zebras", "zoe");
    String zoe = berth.bean(Tokens.class).create("zoe", "all").secret();
    Path tar = folder.resolve("new.tar");
    Files.write(tar, BusyboxRoot.tar());
    String name = address() + "/zebras/own:1";
    other.ok("import", "-c", "LABEL of=zebras", tar.toString(), name);
    login(other, "zoe", zoe).ok();
    try {
      other.ok("push", name);
      assertThat(
              skopeo("inspect", "--tls-verify=false", "--creds=zoe:" + zoe, "docker://" + name)
                  .exit())
          .isZero();
    } finally {
      login(other, "olga", operator).ok();
    }
    assertThat(
            skopeo("inspect", "--tls-verify=false", "--creds=olga:" + operator, "docker://" + name)
                .text())
        .contains("manifest unknown");
    assertThat(other.run("push", name).exits(1).err()).contains("of another team");
    assertThat(Docker.as(operator, berth.port()).ok("images")).doesNotContain("zebras");
    docker.ok("rmi", "zebras/own:1");
  }

  private static String manifest(byte[] config, byte[] layer) {
    return """
    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
    "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
    "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}\
    """
        .formatted(Digest.sha256(config), config.length, Digest.sha256(layer), layer.length);
  }

  private static void blob(Path layout, byte[] content) throws IOException {
    Path folder = Files.createDirectories(layout.resolve("blobs/sha256"));
    Files.write(folder.resolve(Digest.sha256(content).hex()), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An image for two platforms as a layout of files, as {@code docker buildx} exports it. */
  private static byte[] layout(Path layout) throws IOException {
    byte[] layer = BusyboxRoot.tar();
    blob(layout, layer);
    var entries = new StringBuilder();
    for (String architecture : List.of("s390x", Platform.host().architecture())) {
      byte[] config =
          bytes(
              """
              {"architecture":"%s","os":"linux","config":{"Labels":{"for":"several"}},\
              "rootfs":{"type":"layers","diff_ids":["%s"]}}\
              """
                  .formatted(architecture, Digest.sha256(layer)));
      byte[] manifest = bytes(manifest(config, layer));
      blob(layout, config);
      blob(layout, manifest);
      entries.append(
          """
          %s{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d,\
          "platform":{"os":"linux","architecture":"%s"}}\
          """
              .formatted(
                  entries.isEmpty() ? "" : ",",
                  Digest.sha256(manifest),
                  manifest.length,
                  architecture));
    }
    String type = "application/vnd.oci.image.index.v1+json";
    byte[] index =
        bytes(
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(type, entries));
    blob(layout, index);
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        layout.resolve("index.json"),
        """
        {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d,\
        "annotations":{"org.opencontainers.image.ref.name":"all"}}]}\
        """
            .formatted(type, Digest.sha256(index), index.length));
    return index;
  }

  @Test
  void skopeoCopiesAnImageOfSeveralPlatformsInAndOut() throws Exception {
    Path in = folder.resolve("in");
    Path out = folder.resolve("all");
    byte[] index = layout(in);
    String name = "docker://" + address() + "/olga/several:1";
    skopeo(
            "copy",
            "--all",
            "--preserve-digests",
            "--dest-tls-verify=false",
            "--dest-creds=olga:" + operator,
            "oci:" + in + ":all",
            name)
        .ok();
    skopeo(
            "copy",
            "--all",
            "--preserve-digests",
            "--src-tls-verify=false",
            "--src-creds=vic:" + viewer,
            name,
            "oci:" + out + ":all")
        .ok();
    assertThat(out.resolve("blobs/sha256").resolve(Digest.sha256(index).hex()))
        .hasBinaryContent(index);
    try (Stream<Path> ours = Files.list(out.resolve("blobs/sha256"));
        Stream<Path> theirs = Files.list(in.resolve("blobs/sha256"))) {
      assertThat(ours.map(Path::getFileName))
          .containsExactlyInAnyOrderElementsOf(theirs.map(Path::getFileName).toList());
    }
    assertThat(docker.ok("run", "--rm", "olga/several:1", "echo", "ran")).isEqualTo("ran");
    String pulled = address() + "/olga/several:1";
    other.ok("pull", "-q", pulled);
    assertThat(id(other, pulled)).isEqualTo(id(docker, "olga/several:1"));
    docker.ok("rmi", "olga/several:1");
    assertThat(skopeo("inspect", "--tls-verify=false", "--creds=vic:" + viewer, name).exit())
        .isNotZero();
  }

  @Test
  void nothingIsDeletedWhereThatIsNotAllowed() throws Exception {
    assertThat(
            skopeo(
                    "delete",
                    "--tls-verify=false",
                    "--creds=olga:" + operator,
                    "docker://" + address() + "/team/box:1")
                .exit())
        .isNotZero();
    assertThat(docker.ok("images", "-q", "team/box:1")).isNotEmpty();
  }
}
