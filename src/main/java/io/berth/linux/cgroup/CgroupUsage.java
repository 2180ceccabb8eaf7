package io.berth.linux.cgroup;

/** A sample of the group's counters; limits are 0 when there is none. */
public record CgroupUsage(
    long cpuNanos,
    long userNanos,
    long systemNanos,
    long periods,
    long throttledPeriods,
    long throttledNanos,
    long memoryBytes,
    long memoryInactiveFileBytes,
    long memoryLimitBytes,
    long pids,
    long pidsLimit,
    long readBytes,
    long writeBytes) {}
