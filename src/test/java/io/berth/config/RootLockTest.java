package io.berth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootLockTest {

  @TempDir Path folder;

  @Test
  void theSecondEngineIsRefusedAndToldWhoHasTheRoot() {
    var root = folder.resolve("root");
    try (var _ = RootLock.acquire(root)) {
      assertThatThrownBy(() -> RootLock.acquire(root))
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining(root.toString());
    }
    RootLock.acquire(root).close();
  }

  @Test
  void othersCannotLookInside() throws Exception {
    var root = folder.resolve("root");
    RootLock.acquire(root).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> RootLock.acquire(folder))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("not Berth's");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxr-xr-x");
  }
}
