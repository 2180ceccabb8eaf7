package io.berth.registry;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long a server asks to wait, RFC 9110 section 10.2.3. */
final class RetryAfter {

  private RetryAfter() {}

  /** Zero when it asks for nothing that can be read. */
  static Duration of(HttpResponse<?> answer) {
    String asked = answer.headers().firstValue("Retry-After").orElse("").strip();
    if (asked.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(asked));
    }
    try {
      ZonedDateTime then = ZonedDateTime.parse(asked, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration left = Duration.between(ZonedDateTime.now(then.getZone()), then);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  /** As in {@code 90 seconds}, {@code 5 minutes}, {@code 6 hours}. */
  static String words(Duration wait) {
    long seconds = wait.toSeconds();
    if (seconds < 120) {
      return seconds + " seconds";
    }
    return seconds < 7200 ? (seconds + 59) / 60 + " minutes" : (seconds + 3599) / 3600 + " hours";
  }
}
