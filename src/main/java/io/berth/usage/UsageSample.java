package io.berth.usage;

import java.time.Duration;

/**
 * What a container used between two moments, ending at the second.
 *
 * @param at milliseconds since 1970
 * @param cpu percent of one processor
 * @param received bytes a second, as are {@code sent}, {@code read} and {@code written}
 */
public record UsageSample(
    long at,
    double cpu,
    long memory,
    long memoryLimit,
    long pids,
    long pidsLimit,
    double received,
    double sent,
    double read,
    double written) {

  static UsageSample between(UsagePoint before, UsagePoint now) {
    double seconds = Math.max(1e-3, Duration.between(before.at(), now.at()).toNanos() / 1e9);
    return new UsageSample(
        now.at().toEpochMilli(),
        100 * rate(before.cpuNanos(), now.cpuNanos(), seconds) / 1e9,
        now.memory(),
        now.memoryLimit(),
        now.pids(),
        now.pidsLimit(),
        rate(before.received(), now.received(), seconds),
        rate(before.sent(), now.sent(), seconds),
        rate(before.read(), now.read(), seconds),
        rate(before.written(), now.written(), seconds));
  }

  /** Counters begin again with each run of a container. */
  private static double rate(long before, long now, double seconds) {
    return Math.max(0, now - before) / seconds;
  }
}
