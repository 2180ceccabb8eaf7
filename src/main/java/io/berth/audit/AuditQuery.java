package io.berth.audit;

import io.berth.failure.InvalidRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which entries; what is empty or null selects all.
 *
 * @param user a part of the user's name
 * @param action one action or the begin of some, such as {@code container}
 * @param object a part of the object's name, or the begin of its id
 * @param result {@code ok} or {@code failed}
 * @param from at or after
 * @param to before
 * @param text somewhere in the entry
 * @param before only entries with a lower number, for the next page
 */
public record AuditQuery(
    String user,
    String action,
    String object,
    String result,
    @Nullable Instant from,
    @Nullable Instant to,
    String text,
    @Nullable Long before) {

  public static final AuditQuery ALL = new AuditQuery("", "", "", "", null, null, "", null);

  /**
   * Reads it from an address.
   *
   * @param parameters by the names of the fields; times in RFC 3339, or in UTC with less
   * @throws InvalidRequest a time, result or number that is none
   */
  public static AuditQuery of(Map<String, String> parameters) {
    String result = text(parameters, "result");
    if (!result.isEmpty() && !result.equals("ok") && !result.equals("failed")) {
      throw new InvalidRequest("result must be ok or failed");
    }
    return new AuditQuery(
        text(parameters, "user"),
        text(parameters, "action"),
        text(parameters, "object"),
        result,
        time(text(parameters, "from"), false),
        time(text(parameters, "to"), true),
        text(parameters, "text"),
        number(text(parameters, "before")));
  }

  AuditQuery before(long id) {
    return new AuditQuery(user, action, object, result, from, to, text, id);
  }

  private static String text(Map<String, String> parameters, String name) {
    return parameters.getOrDefault(name, "").strip();
  }

  /** A day as an end means the whole day. */
  private static @Nullable Instant time(String text, boolean end) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      if (!text.contains("T")) {
        LocalDate day = LocalDate.parse(text);
        return (end ? day.plusDays(1) : day).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
          ? java.time.OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new InvalidRequest("no time: write it like 2026-05-31T14:30", e);
    }
  }

  private static @Nullable Long number(String text) {
    try {
      return text.isEmpty() ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("before must be the number of an entry", e);
    }
  }
}
