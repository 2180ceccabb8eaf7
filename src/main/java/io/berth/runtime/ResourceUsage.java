package io.berth.runtime;

/**
 * A sample of a container's use of the host.
 *
 * @param cpuNanos processor time since the start
 * @param userNanos of it in user mode
 * @param systemNanos of it in the kernel
 * @param throttledPeriods periods in which the quota ran out
 * @param periods periods in all
 * @param throttledNanos time spent throttled
 * @param memoryBytes current use, page cache included
 * @param memoryInactiveFileBytes page cache that can be dropped
 * @param memoryLimitBytes the limit, or the host's memory
 * @param pids processes and threads now
 * @param pidsLimit the limit, 0 for none
 * @param readBytes block input
 * @param writeBytes block output
 */
public record ResourceUsage(
    long cpuNanos,
    long userNanos,
    long systemNanos,
    long throttledPeriods,
    long periods,
    long throttledNanos,
    long memoryBytes,
    long memoryInactiveFileBytes,
    long memoryLimitBytes,
    long pids,
    long pidsLimit,
    long readBytes,
    long writeBytes) {}
