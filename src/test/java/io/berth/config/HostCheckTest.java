package io.berth.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCheckTest {

  @TempDir Path proc;

  @BeforeEach
  void anAbleHost() throws IOException {
    Files.createDirectories(proc.resolve("self/ns"));
    for (String namespace : new String[] {"mnt", "pid", "net", "uts", "ipc", "cgroup"}) {
      Files.createFile(proc.resolve("self/ns").resolve(namespace));
    }
    Files.writeString(proc.resolve("self/status"), "Name:\tjava\nCapEff:\t000001ffffffffff\n");
    Files.writeString(
        proc.resolve("filesystems"), "nodev\tproc\nnodev\tcgroup2\nnodev\toverlay\n\text4\n");
  }

  @Test
  void anAbleHostPasses() {
    assertThatCode(() -> new HostCheck(proc).refuseUnlessAble()).doesNotThrowAnyException();
  }

  @Test
  void withoutPrivilegeItSaysWhatToDo() throws IOException {
    Files.writeString(proc.resolve("self/status"), "Name:\tjava\nCapEff:\t0000000000000000\n");
    assertThatThrownBy(() -> new HostCheck(proc).refuseUnlessAble())
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("must run as root");
  }

  @Test
  void everythingMissingIsNamedAtOnce() throws IOException {
    Files.delete(proc.resolve("self/ns/pid"));
    Files.writeString(proc.resolve("filesystems"), "\text4\n");
    assertThatThrownBy(() -> new HostCheck(proc).refuseUnlessAble())
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("pid namespaces")
        .hasMessageContaining("overlayfs")
        .hasMessageContaining("cgroups");
  }
}
