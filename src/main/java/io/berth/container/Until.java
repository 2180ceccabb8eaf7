package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as Docker's {@code until} filter says it. */
final class Until {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,11}(\\.\\d{1,9})?");
  private static final Pattern AGE = Pattern.compile("(\\d{1,9}(\\.\\d{1,9})?)(h|ms|m|s)");

  private Until() {}

  /**
   * @param text seconds since 1970, an age such as {@code 1h30m}, or a time such as {@code
   *     2026-01-31T12:00:00Z}
   */
  static Instant parse(String text, Instant now) {
    if (SECONDS.matcher(text).matches()) {
      BigDecimal seconds = new BigDecimal(text);
      return Instant.ofEpochSecond(seconds.longValue())
          .plusNanos(seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }
    if (text.matches("(?:" + AGE.pattern() + ")+")) {
      return now.minus(age(text));
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidRequest("failed to parse value as time or duration: \"" + text + "\"", e);
    }
  }

  private static Duration age(String text) {
    Duration sum = Duration.ZERO;
    for (Matcher part = AGE.matcher(text); part.find(); ) {
      long unit =
          switch (part.group(3)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
          };
      BigDecimal millis = new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit));
      sum = sum.plusMillis(millis.longValue());
    }
    return sum;
  }
}
