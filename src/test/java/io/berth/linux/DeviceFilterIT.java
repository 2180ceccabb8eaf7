package io.berth.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeviceFilterIT {

  @Test
  void onlyNamedDevicesOpen() throws Exception {
    Path unified =
        Files.exists(Path.of("/sys/fs/cgroup/cgroup.procs"))
            ? Path.of("/sys/fs/cgroup")
            : Path.of("/sys/fs/cgroup/unified");
    assumeTrue(Files.isDirectory(unified), "no version 2 hierarchy is mounted");
    Path group = Files.createDirectory(unified.resolve("berth-test-" + UUID.randomUUID()));
    try {
      DeviceFilter.attach(
          group,
          List.of(
              new DeviceFilter.Rule('c', -1, -1, "m"),
              new DeviceFilter.Rule('c', 1, 3, "rwm"),
              new DeviceFilter.Rule('c', 1, 5, "r")));
      Process shell =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "echo $$ >"
                      + group
                      + "/cgroup.procs; head -c1 /dev/zero | wc -c >&2;"
                      + " (echo >/dev/zero) 2>/dev/null || echo zero-write;"
                      + " (echo >/dev/null) || echo null;"
                      + " (head -c1 /dev/full) 2>/dev/null || echo full")
              .start();
      assertThat(new String(shell.getInputStream().readAllBytes())).isEqualTo("zero-write\nfull\n");
      assertThat(new String(shell.getErrorStream().readAllBytes()).strip()).isEqualTo("1");
      assertThat(shell.waitFor()).isZero();
    } finally {
      for (int i = 0; i < 50 && Files.exists(group); i++) {
        try {
          Files.delete(group);
        } catch (java.io.IOException e) {
          Thread.sleep(20);
        }
      }
    }
  }
}
