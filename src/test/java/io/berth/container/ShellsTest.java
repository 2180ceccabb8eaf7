package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.linux.RootPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellsTest {

  @TempDir Path root;

  @Test
  void theMostComfortableIsFirstAndEachIsNamedOnce() throws IOException {
    program("bin/sh");
    program("usr/bin/sh");
    program("usr/local/bin/bash");
    program("bin/busybox");
    Files.createSymbolicLink(root.resolve("bin/ash"), Path.of("/bin/busybox"));
    assertThat(found()).containsExactly("/usr/local/bin/bash", "/bin/ash", "/bin/sh");
  }

  @Test
  void whatCannotRunIsNoShell() throws IOException {
    Files.createDirectories(root.resolve("bin/bash"));
    Files.writeString(root.resolve("bin/sh"), "no program");
    Files.createSymbolicLink(root.resolve("bin/ash"), Path.of("ash"));
    assertThat(found()).isEmpty();
  }

  @Test
  void noLinkLeadsToTheHostsShells() throws IOException {
    Files.createDirectories(root.resolve("bin"));
    Files.createSymbolicLink(root.resolve("bin/sh"), Path.of("/usr/bin/env"));
    Files.createSymbolicLink(root.resolve("bin/bash"), Path.of("../../../../../usr/bin/env"));
    assertThat(found()).isEmpty();
  }

  private void program(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> found() {
    try (RootPath opened = RootPath.of(root)) {
      return Shells.in(opened);
    }
  }
}
