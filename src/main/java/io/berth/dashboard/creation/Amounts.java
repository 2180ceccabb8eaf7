package io.berth.dashboard.creation;

import io.berth.dockerfile.DockerfileError;
import io.berth.dockerfile.GoDuration;
import io.berth.failure.InvalidRequest;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as docker's flags take them. */
final class Amounts {

  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([bkmgt]?)(?:i?b)?");
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,6}(?:\\.\\d{1,9})?");
  private static final String UNITS = "bkmgt";

  private Amounts() {}

  /** {@code 512m}: powers of 1024. */
  static long bytes(String text) {
    Matcher found = BYTES.matcher(text.toLowerCase(Locale.ROOT));
    if (!found.matches()) {
      throw new InvalidRequest(
          "\"" + text + "\" is not an amount of memory: write a number with b, k, m or g, as 512m");
    }
    int power = found.group(2).isEmpty() ? 0 : UNITS.indexOf(found.group(2));
    BigDecimal unit = BigDecimal.valueOf(1L << 10 * power);
    BigDecimal bytes = new BigDecimal(found.group(1)).multiply(unit);
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new InvalidRequest("\"" + text + "\" is more memory than there can be");
    }
    return bytes.longValue();
  }

  /** Processors, in billionths. */
  static long billionths(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new InvalidRequest(
          "\"" + text + "\" is not a number of processors: write it as 2 or 0.5");
    }
    return new BigDecimal(text).movePointRight(9).longValue();
  }

  /** {@code 1m30s}, in nanoseconds. */
  static long nanos(String text) {
    try {
      return GoDuration.parse(text);
    } catch (DockerfileError e) {
      throw new InvalidRequest("\"" + text + "\" is not a time: write it as 30s or 1m30s", e);
    }
  }

  static long whole(String text) {
    if (!text.matches("-?\\d{1,15}")) {
      throw new InvalidRequest("\"" + text + "\" is not a whole number");
    }
    return Long.parseLong(text);
  }
}
