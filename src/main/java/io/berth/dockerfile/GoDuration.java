package io.berth.dockerfile;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as Go writes them: {@code 1h2m3.5s}. */
public final class GoDuration {

  private static final Pattern PART =
      Pattern.compile("\\G(\\d{1,15}(?:\\.\\d{0,15})?)(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  /**
   * Nanoseconds.
   *
   * @throws DockerfileError it is none
   */
  public static long parse(String text) {
    if (text.equals("0")) {
      return 0;
    }
    BigDecimal sum = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    int end = 0;
    while (part.find()) {
      BigDecimal unit = BigDecimal.valueOf(UNITS.getOrDefault(part.group(2), 0L));
      sum = sum.add(new BigDecimal(part.group(1)).multiply(unit));
      end = part.end();
    }
    if (end == 0 || end != text.length() || sum.toBigInteger().bitLength() > 62) {
      throw new DockerfileError("time: invalid duration \"" + text + "\"");
    }
    return sum.longValue();
  }

  /** {@code 1m30s}, as Go prints so many nanoseconds. */
  public static String format(long nanos) {
    if (nanos < 1_000_000_000) {
      return nanos == 0
          ? "0s"
          : nanos < 1_000
              ? nanos + "ns"
              : nanos < 1_000_000 ? decimal(nanos, 1_000) + "µs" : decimal(nanos, 1_000_000) + "ms";
    }
    long minutes = nanos / 60_000_000_000L;
    String seconds = decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
    return minutes == 0
        ? seconds
        : minutes < 60
            ? minutes + "m" + seconds
            : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long nanos, long unit) {
    String text = String.format(Locale.ROOT, "%.9f", (double) nanos / unit);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
