package io.berth.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Numbers and times as a person says them. */
final class Units {

  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Units() {}

  /** Decimal units, as the docker command prints them. */
  static String bytes(long count) {
    double value = Math.max(0, count);
    int unit = 0;
    while (value >= 999.5 && unit < BYTES.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 || value >= 99.95
        ? String.format(Locale.ROOT, "%.0f %s", value, BYTES[unit])
        : String.format(Locale.ROOT, "%.1f %s", value, BYTES[unit]);
  }

  /** Powers of 1024, as limits are given. */
  static String binary(long count) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = count;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return (value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.1f", value))
        + " "
        + units[unit];
  }

  static String ago(Instant then, Instant now) {
    var age = Duration.between(then, now);
    if (age.toMinutes() < 1) {
      return "just now";
    }
    if (age.toHours() < 1) {
      return plural(age.toMinutes(), "minute");
    }
    if (age.toDays() < 2) {
      return plural(age.toHours(), "hour");
    }
    if (age.toDays() < 60) {
      return plural(age.toDays(), "day");
    }
    return age.toDays() < 730
        ? plural(age.toDays() / 30, "month")
        : plural(age.toDays() / 365, "year");
  }

  /** When something will be; the opposite of {@link #ago}. */
  static String ahead(Instant then, Instant now) {
    var left = Duration.between(now, then);
    long hours = Math.round(left.toMinutes() / 60.0);
    if (hours >= 48) {
      return "in " + Math.round(hours / 24.0) + " days";
    }
    return hours >= 2 ? "in " + hours + " hours" : "within two hours";
  }

  /** The part of a digest or id that people read aloud. */
  static String shortId(String id) {
    String digits = id.substring(id.indexOf(':') + 1);
    return digits.substring(0, Math.min(12, digits.length()));
  }

  private static String plural(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s") + " ago";
  }
}
