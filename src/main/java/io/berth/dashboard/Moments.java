package io.berth.dashboard;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Points in time as pages write them: in UTC, which they say. */
final class Moments {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Moments() {}

  static String day(Instant at) {
    return DAY.format(at);
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  /** Empty for null. */
  static String whole(@Nullable Instant at) {
    return at == null ? "" : day(at) + " " + time(at) + " UTC";
  }
}
