package io.berth.usage;

import io.berth.container.Containers.NetworkCounters;
import io.berth.container.Containers.Stats;
import java.time.Instant;

/** Counters of a container at one moment; memory is without page cache that can be dropped. */
record UsagePoint(
    Instant at,
    long cpuNanos,
    long memory,
    long memoryLimit,
    long pids,
    long pidsLimit,
    long received,
    long sent,
    long read,
    long written) {

  static UsagePoint of(Stats stats, Instant at) {
    var usage = stats.usage();
    NetworkCounters network = stats.network();
    return new UsagePoint(
        at,
        usage.cpuNanos(),
        Math.max(0, usage.memoryBytes() - usage.memoryInactiveFileBytes()),
        usage.memoryLimitBytes(),
        usage.pids(),
        usage.pidsLimit(),
        network == null ? 0 : network.rxBytes(),
        network == null ? 0 : network.txBytes(),
        usage.readBytes(),
        usage.writeBytes());
  }
}
