package io.berth.streaming;

import io.berth.failure.InvalidRequest;
import java.time.Instant;

/**
 * A place in a log as somebody has seen it: records of one moment are many when a container writes
 * fast.
 *
 * @param nanos the time of the last record, or of the first, since the epoch
 * @param count how many records of that time were seen
 */
record LogPosition(long nanos, int count) {

  private static final long NANOS = 1_000_000_000L;

  /** From TIME.COUNT. */
  static LogPosition parse(String text) {
    try {
      int dot = text.indexOf('.');
      return new LogPosition(
          Long.parseLong(text, 0, dot, 10), Integer.parseInt(text, dot + 1, text.length(), 10));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new InvalidRequest("no position in a log: " + text, e);
    }
  }

  Instant time() {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  static long nanos(Instant time) {
    return time.getEpochSecond() * NANOS + time.getNano();
  }
}
