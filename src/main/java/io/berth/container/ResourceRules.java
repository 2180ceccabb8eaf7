package io.berth.container;

import io.berth.container.HostConfig.Ulimit;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import io.berth.runtime.ProcessSpec.Rlimit;
import io.berth.runtime.Resources;
import java.util.List;
import java.util.Set;

/** Limits: Docker's ranges and messages. */
final class ResourceRules {

  private static final long LEAST_MEMORY = 6L << 20;

  private static final Set<String> ULIMITS =
      Set.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private ResourceRules() {}

  static void check(HostConfig host) {
    checkMemory(host);
    checkCpu(host);
    refuseOthers(host);
    if (host.pidsLimit() != null && host.pidsLimit() < -1) {
      throw new InvalidRequest("invalid pids limit: " + host.pidsLimit());
    }
    host.ulimits().forEach(ResourceRules::checkUlimit);
  }

  private static void checkMemory(HostConfig host) {
    long memory = host.memory();
    long swap = host.memorySwap();
    if (memory < 0 || memory > 0 && memory < LEAST_MEMORY) {
      throw new InvalidRequest("Minimum memory limit allowed is 6MB");
    }
    if (swap < -1) {
      throw new InvalidRequest("invalid memory swap limit: " + swap);
    }
    if (memory > 0 && swap > 0 && swap < memory) {
      throw new InvalidRequest(
          "Minimum memoryswap limit should be larger than memory limit, see usage");
    }
    if (memory == 0 && swap > 0) {
      throw new InvalidRequest(
          "You should always set the Memory limit when using Memoryswap limit, see usage");
    }
    long reservation = host.memoryReservation();
    if (reservation < 0 || reservation > 0 && reservation < LEAST_MEMORY) {
      throw new InvalidRequest("Minimum memory reservation allowed is 6MB");
    }
    if (memory > 0 && reservation > memory) {
      throw new InvalidRequest(
          "Minimum memory limit can not be less than memory reservation limit, see usage");
    }
  }

  private static void checkCpu(HostConfig host) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (host.nanoCpus() != 0 && (host.cpuPeriod() != 0 || host.cpuQuota() != 0)) {
      throw new InvalidRequest(
          "Conflicting options: Nano CPUs and CPU Period or Quota cannot both be set.");
    }
    if (host.nanoCpus() < 0 || host.nanoCpus() > processors * 1_000_000_000L) {
      throw new InvalidRequest(
          "Range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available"
              .formatted(processors, processors));
    }
    if (host.cpuPeriod() != 0 && (host.cpuPeriod() < 1000 || host.cpuPeriod() > 1_000_000)) {
      throw new InvalidRequest(
          "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
    }
    if (host.cpuQuota() > 0 && host.cpuQuota() < 1000 || host.cpuQuota() < -1) {
      throw new InvalidRequest("CPU cfs quota can not be less than 1ms (i.e. 1000)");
    }
    if (host.cpuShares() < 0 || host.cpuShares() > 262_144) {
      throw new InvalidRequest("invalid CPU shares " + host.cpuShares() + ", range is 2 to 262144");
    }
    checkSet("cpus", host.cpusetCpus(), processors);
    checkSet("mems", host.cpusetMems(), Integer.MAX_VALUE);
  }

  private static void checkSet(String kind, String set, int available) {
    if (set.isEmpty()) {
      return;
    }
    if (!set.matches("\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*")) {
      throw new InvalidRequest("Invalid value " + set + " for cpuset " + kind);
    }
    for (String part : set.split(",")) {
      String[] ends = part.split("-");
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (last < first) {
        throw new InvalidRequest("Invalid value " + set + " for cpuset " + kind);
      }
      if (last >= available) {
        throw new InvalidRequest(
            "Requested CPUs are not available - requested %s, available: 0-%d"
                .formatted(set, available - 1));
      }
    }
  }

  private static void refuseOthers(HostConfig host) {
    refuse(host.blkioWeight() != 0 || !host.blkioWeightDevice().isEmpty(), "block I/O weights");
    refuse(
        !host.blkioDeviceReadBps().isEmpty()
            || !host.blkioDeviceWriteBps().isEmpty()
            || !host.blkioDeviceReadIops().isEmpty()
            || !host.blkioDeviceWriteIops().isEmpty(),
        "block I/O limits");
    refuse(host.cpuRealtimePeriod() != 0 || host.cpuRealtimeRuntime() != 0, "real-time CPU limits");
    refuse(host.kernelMemory() != 0 || host.kernelMemoryTcp() != 0, "kernel memory limits");
    refuse(host.memorySwappiness() != null && host.memorySwappiness() != -1, "a memory swappiness");
    refuse(host.cpuCount() != 0 || host.cpuPercent() != 0, "CPU counts and percentages");
    refuse(
        host.ioMaximumIops() != 0 || host.ioMaximumBandwidth() != 0, "system drive I/O maximums");
  }

  static void refuse(boolean asked, String what) {
    if (asked) {
      throw new Unsupported(what + ": not offered by this version of Berth");
    }
  }

  private static void checkUlimit(Ulimit limit) {
    if (!ULIMITS.contains(limit.name())) {
      throw new InvalidRequest("invalid ulimit type: " + limit.name());
    }
    if (limit.hard() < -1 || limit.soft() < -1) {
      throw new InvalidRequest("invalid ulimit " + limit.name() + ": values are -1 or more");
    }
    boolean softUnlimited = limit.soft() == -1;
    if (limit.hard() != -1 && (softUnlimited || limit.soft() > limit.hard())) {
      throw new InvalidRequest(
          "ulimit soft limit must be less than or equal to hard limit: %d > %d"
              .formatted(limit.soft(), limit.hard()));
    }
  }

  static Resources resources(HostConfig host) {
    return new Resources(
        host.memory(),
        host.memorySwap(),
        host.memoryReservation(),
        host.nanoCpus(),
        host.cpuShares(),
        host.cpuPeriod(),
        host.cpuQuota(),
        host.cpusetCpus(),
        host.cpusetMems(),
        host.pidsLimit() == null ? 0 : host.pidsLimit(),
        Boolean.TRUE.equals(host.oomKillDisable()));
  }

  static List<Rlimit> rlimits(HostConfig host) {
    return host.ulimits().stream()
        .map(limit -> new Rlimit(limit.name(), limit.soft(), limit.hard()))
        .toList();
  }
}
