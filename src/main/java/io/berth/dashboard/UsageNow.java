package io.berth.dashboard;

import io.berth.container.Containers.Stats;
import io.berth.usage.UsageSample;
import java.util.List;

/** What a container uses at this moment, in words; empty where nothing is known yet. */
record UsageNow(
    String cpu,
    String memory,
    String memoryLimit,
    String pids,
    String received,
    String sent,
    String read,
    String written) {

  static UsageNow of(Stats stats, List<UsageSample> samples) {
    var usage = stats.usage();
    var network = stats.network();
    String limit = usage.pidsLimit() > 0 ? " of " + usage.pidsLimit() : "";
    return new UsageNow(
        samples.isEmpty() ? "" : UsageCell.percent(samples.getLast().cpu()),
        Units.bytes(Math.max(0, usage.memoryBytes() - usage.memoryInactiveFileBytes())),
        Units.bytes(usage.memoryLimitBytes()),
        usage.pids() + limit,
        network == null ? "" : Units.bytes(network.rxBytes()),
        network == null ? "" : Units.bytes(network.txBytes()),
        Units.bytes(usage.readBytes()),
        Units.bytes(usage.writeBytes()));
  }
}
