package io.berth.linux.cgroup;

/**
 * Limits; 0 or an empty string is unset.
 *
 * @param memoryBytes -1 for none
 * @param memorySwapBytes memory and swap together, -1 for none
 * @param cpuShares as of version 1, 2 to 262144
 * @param pids -1 for none
 */
public record Limits(
    long memoryBytes,
    long memorySwapBytes,
    long memoryReservationBytes,
    long cpuShares,
    long cpuPeriodMicros,
    long cpuQuotaMicros,
    String cpusetCpus,
    String cpusetMems,
    long pids,
    boolean oomKillDisable) {

  /** The weight of version 2 that stands for the shares, 1 to 10000. */
  long cpuWeight() {
    return 1 + (cpuShares - 2) * 9999 / 262142;
  }
}
