package io.berth.recording;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long recordings stay after their end. */
record Retention(Duration keep) {

  private static final Duration LONGEST_SLEEP = Duration.ofDays(1);

  /** What ended then, or before, goes. */
  Instant goesIfEndedBy(Instant now) {
    return now.minus(keep);
  }

  /**
   * How long nothing needs to be done: what ends meanwhile stays for longer.
   *
   * @param oldestEnd of what stays
   */
  Duration sleep(Optional<Instant> oldestEnd, Instant now) {
    Duration longest = keep.compareTo(LONGEST_SLEEP) < 0 ? keep : LONGEST_SLEEP;
    Duration left = oldestEnd.map(end -> Duration.between(now, end.plus(keep))).orElse(longest);
    return left.isNegative() ? Duration.ZERO : left.compareTo(longest) < 0 ? left : longest;
  }
}
