package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.linux.cgroup.CgroupUsage;
import io.berth.linux.cgroup.Limits;

/** Between the runtime's words and the control group's. */
final class CgroupSettings {

  private static final long LEAST_MEMORY = 6L << 20;
  private static final long PERIOD_MICROS = 100_000;

  private CgroupSettings() {}

  static void check(Resources r) {
    if (r.memoryBytes() > 0 && r.memoryBytes() < LEAST_MEMORY) {
      // below, the kernel could kill for memory before the program is executed
      throw new InvalidRequest("minimum memory limit allowed is 6MB");
    }
    if (!r.cpusetCpus().matches("[0-9,-]*") || !r.cpusetMems().matches("[0-9,-]*")) {
      throw new InvalidRequest("invalid value for cpuset: " + r.cpusetCpus() + r.cpusetMems());
    }
  }

  static Limits limits(Resources r) {
    boolean fraction = r.nanoCpus() > 0;
    long quota = fraction ? r.nanoCpus() * PERIOD_MICROS / 1_000_000_000L : r.cpuQuotaMicros();
    long swap = r.memorySwapBytes();
    if (swap == 0 && r.memoryBytes() > 0) {
      swap = 2 * r.memoryBytes(); // as much swap as memory, Docker's default
    }
    return new Limits(
        r.memoryBytes(),
        swap,
        r.memoryReservationBytes(),
        r.cpuShares(),
        fraction ? PERIOD_MICROS : r.cpuPeriodMicros(),
        quota,
        r.cpusetCpus(),
        r.cpusetMems(),
        r.pids(),
        r.oomKillDisable());
  }

  static ResourceUsage usage(CgroupUsage u, long hostMemoryBytes) {
    return new ResourceUsage(
        u.cpuNanos(),
        u.userNanos(),
        u.systemNanos(),
        u.throttledPeriods(),
        u.periods(),
        u.throttledNanos(),
        u.memoryBytes(),
        u.memoryInactiveFileBytes(),
        u.memoryLimitBytes() == 0
            ? hostMemoryBytes
            : Math.min(u.memoryLimitBytes(), hostMemoryBytes),
        u.pids(),
        u.pidsLimit(),
        u.readBytes(),
        u.writeBytes());
  }
}
