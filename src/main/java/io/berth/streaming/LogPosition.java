package io.berth.streaming;

import io.berth.log.ContainerLog;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody has read a log: records of one moment are many when a container writes fast.
 *
 * @param nanos the time of the last record, since the epoch
 * @param count how many records of that time were read
 */
record LogPosition(long nanos, int count) {

  private static final int LATEST = 1000;
  private static final long NANOS = 1_000_000_000L;

  /**
   * @throws NumberFormatException it is not TIME.COUNT
   */
  static LogPosition parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new NumberFormatException(text);
    }
    return new LogPosition(
        Long.parseLong(text, 0, dot, 10), Integer.parseInt(text, dot + 1, text.length(), 10));
  }

  /**
   * What to read after it, with what was read at its own time; the last lines when there is none.
   */
  static ContainerLog.Query query(@Nullable LogPosition seen) {
    return seen == null
        ? new ContainerLog.Query(true, true, LATEST, null, null, true)
        : new ContainerLog.Query(
            true,
            true,
            -1,
            Instant.ofEpochSecond(
                Math.floorDiv(seen.nanos, NANOS), Math.floorMod(seen.nanos, NANOS)),
            null,
            true);
  }

  static long nanos(Instant time) {
    return time.getEpochSecond() * NANOS + time.getNano();
  }
}
