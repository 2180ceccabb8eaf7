package io.berth.runtime;

/**
 * Limits of a container; 0 (or an empty string) means unset.
 *
 * @param memoryBytes hard memory limit
 * @param memorySwapBytes memory and swap together; -1 unlimited swap
 * @param memoryReservationBytes soft limit
 * @param nanoCpus processors times 10^9
 * @param cpuShares relative weight, 2 to 262144, 1024 is the default
 * @param cpuPeriodMicros scheduler period
 * @param cpuQuotaMicros time in each period
 * @param cpusetCpus such as {@code 0-1}
 * @param cpusetMems such as {@code 0}
 * @param pids most processes and threads; -1 unlimited
 * @param oomKillDisable whether the out-of-memory killer leaves the container alone (cgroup v1)
 */
public record Resources(
    long memoryBytes,
    long memorySwapBytes,
    long memoryReservationBytes,
    long nanoCpus,
    long cpuShares,
    long cpuPeriodMicros,
    long cpuQuotaMicros,
    String cpusetCpus,
    String cpusetMems,
    long pids,
    boolean oomKillDisable) {
  public static final Resources UNLIMITED = new Resources(0, 0, 0, 0, 0, 0, 0, "", "", 0, false);
}
