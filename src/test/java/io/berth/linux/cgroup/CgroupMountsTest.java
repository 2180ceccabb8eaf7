package io.berth.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CgroupMountsTest {

  @Test
  void hybridHostsHaveBoth() {
    String text =
        """
        30 22 0:27 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
        31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
        34 30 0:31 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
        39 30 0:36 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
        40 30 0:37 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        41 30 0:31 / /elsewhere/memory rw,relatime - cgroup cgroup rw,memory
        """;

    assertThat(CgroupMounts.version1(text, Cgroups.WANTED))
        .isEqualTo(
            Map.of(
                "cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                "cpuacct", Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                "memory", Path.of("/sys/fs/cgroup/memory")));
    assertThat(CgroupMounts.version2(text)).contains(Path.of("/sys/fs/cgroup/unified"));
  }

  @Test
  void unifiedHosts() {
    String text = "30 22 0:27 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";

    assertThat(CgroupMounts.version1(text, Cgroups.WANTED)).isEmpty();
    assertThat(CgroupMounts.version2(text)).contains(Path.of("/sys/fs/cgroup"));
  }

  @Test
  void countersAreRead() {
    assertThat(ControlFile.parse("oom_kill 3\nunder_oom 0\nnot a number\n8:0 Read 4096\n"))
        .isEqualTo(Map.of("oom_kill", 3L, "under_oom", 0L, "8:0 Read", 4096L));
    assertThat(CgroupV2.sum("8:0 rbytes=10 wbytes=20 rios=1\n8:16 rbytes=5 wbytes=1\n", " rbytes="))
        .isEqualTo(15);
  }
}
