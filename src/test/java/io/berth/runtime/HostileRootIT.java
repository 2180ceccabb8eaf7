package io.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.snapshot.OverlayMount;
import io.berth.testing.PlainLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images that try to lead the engine out of their own root. */
class HostileRootIT {

  private Box box;
  private Path layer;

  @BeforeEach
  void open() throws IOException {
    box = new Box();
    layer = Files.createDirectory(box.directory.resolve("layer"));
  }

  @AfterEach
  void close() throws IOException {
    box.close();
  }

  private LaunchSpec spec(ProcessSpec process) throws IOException {
    return box.spec(process).with("overlay", overlay()).spec();
  }

  private OverlayMount overlay() throws IOException {
    return box.overlay(layer, box.lower);
  }

  @Test
  void systemDirectoriesThatAreLinksAreRefused() throws IOException {
    Path victim = Files.createDirectory(box.directory.resolve("victim"));
    for (String name : List.of("dev", "proc", "sys")) {
      for (String target : List.of(victim.toString(), "../../../../.." + victim, "tmp")) {
        Path link = Files.createSymbolicLink(layer.resolve(name), Path.of(target));
        assertThatThrownBy(() -> box.run(spec(PlainLaunch.process("true"))))
            .isInstanceOf(InvalidRequest.class)
            .hasMessageContaining("/" + name);
        Files.delete(link);
      }
    }
    assertThat(victim).isEmptyDirectory();
  }

  @Test
  void whatTheImageHasInDevIsNotUsed() throws IOException {
    Files.createDirectory(layer.resolve("dev"));
    Files.createSymbolicLink(layer.resolve("dev/null"), Path.of("/proc/sysrq-trigger"));
    Files.createSymbolicLink(layer.resolve("dev/console"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(layer.resolve("dev/pts"), Path.of("/tmp"));
    ProcessSpec shell = Processes.terminal("sh", "-c", "test -c /dev/null && tty; cat /proc/keys");

    assertThat(box.run(spec(shell)).out()).isEqualTo("/dev/pts/0\r\n");
  }

  @Test
  void mountTargetsStayInside() throws IOException {
    Path victim = Files.createDirectory(box.directory.resolve("victim"));
    Path source = Files.createDirectory(box.directory.resolve("source"));
    Files.writeString(source.resolve("file"), "x");
    Files.createSymbolicLink(layer.resolve("data"), Path.of("../../../.." + victim));
    List<MountSpec> mounts =
        List.of(
            new MountSpec.Bind(source, "/data", false, ""),
            new MountSpec.Tmpfs("/data/../../../etc/t", List.of()));
    LaunchSpec spec =
        box.spec(PlainLaunch.process("cat", "/data/file"))
            .with("overlay", overlay())
            .with("mounts", mounts)
            .spec();

    assertThat(box.run(spec).out()).isEqualTo("x");
    assertThat(victim).isEmptyDirectory();
    for (String target : List.of("/", "/proc/self", "/tmp/../proc", "relative")) {
      LaunchSpec bad =
          box.spec(PlainLaunch.process("true"))
              .with("mounts", List.of(new MountSpec.Bind(source, target, false, "")))
              .spec();
      assertThatThrownBy(() -> box.run(bad)).isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void noWorkingDirectoryLeadsToTheHost() throws IOException {
    Files.createSymbolicLink(layer.resolve("link"), Path.of("/proc/self/fd/7"));
    RunningContainer container = box.launch(spec(PlainLaunch.process("sleep", "60")));
    for (int fd = 3; fd < 40; fd++) {
      ProcessSpec there = Processes.in("/proc/self/fd/" + fd, "ls", "../../..");
      assertThatThrownBy(() -> box.run(spec(there))).isInstanceOf(BerthException.class);
      assertThatThrownBy(() -> container.exec(there)).isInstanceOf(BerthException.class);
    }
    assertThatThrownBy(() -> box.run(spec(Processes.in("/link", "true"))))
        .isInstanceOf(BerthException.class);
    assertThatThrownBy(() -> container.exec(Processes.in("/link", "true")))
        .isInstanceOf(BerthException.class);
  }

  @Test
  void scriptsCannotGetTheEnginesBinary() throws Exception {
    Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
    String before = hash(java);
    Path evil = layer.resolve("evil");
    Files.writeString(evil, "#!/proc/self/exe\n");
    assertThat(evil.toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(layer.resolve("self"), Path.of("/proc/self/exe"));
    Path twice = layer.resolve("twice");
    Files.writeString(twice, "#!/evil\n");
    assertThat(twice.toFile().setExecutable(true)).isTrue();
    RunningContainer container = box.launch(spec(PlainLaunch.process("sleep", "60")));
    for (String path : List.of("/evil", "/twice", "/self", "/proc/self/exe")) {
      assertThatThrownBy(() -> box.run(spec(PlainLaunch.process(path))))
          .isInstanceOf(BerthException.class);
      assertThatThrownBy(() -> container.exec(PlainLaunch.process(path)))
          .isInstanceOf(BerthException.class);
    }
    assertThat(hash(java)).isEqualTo(before);
  }

  private static String hash(Path file) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  @Test
  void accountFilesAreReadInsideOnly() throws IOException {
    Files.createDirectory(layer.resolve("etc"));
    Path secret = box.directory.resolve("passwd");
    Files.writeString(secret, "spy:x:77:77::/:/bin/sh\n");
    Files.createSymbolicLink(layer.resolve("etc/passwd"), Path.of("../../../.." + secret));

    assertThatThrownBy(() -> box.run(spec(Processes.as("spy", "id"))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("unable to find user spy");
  }

  @Test
  void theEngineCannotBeTraced() throws IOException {
    assertThat(box.run("true").code()).isZero();

    assertThat(io.berth.linux.Credentials.isDumpable()).isFalse();
  }
}
