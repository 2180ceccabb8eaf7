package io.berth.dockerapi;

import io.berth.failure.InvalidRequest;
import io.berth.oci.ImageReference;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request's query parameters, read as Docker reads them. */
public final class Query {

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

  private final HttpServletRequest request;

  private Query(HttpServletRequest request) {
    this.request = request;
  }

  public static Query of(HttpServletRequest request) {
    return new Query(request);
  }

  /** Null when missing or empty. */
  public @Nullable String text(String name) {
    String value = request.getParameter(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Every value of a parameter that may come several times. */
  public List<String> all(String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? List.of() : List.of(values);
  }

  /** Everything but nothing, 0, no, false and none is true, as in Docker. */
  public boolean flag(String name) {
    return flag(name, false);
  }

  /** {@link #flag(String)} with another answer for a missing parameter. */
  public boolean flag(String name, boolean missing) {
    String value = request.getParameter(name);
    if (value == null) {
      return missing;
    }
    return switch (value.trim().toLowerCase(Locale.ROOT)) {
      case "", "0", "no", "false", "none" -> false;
      default -> true;
    };
  }

  /**
   * @throws InvalidRequest not a whole number
   */
  public @Nullable Integer number(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      return Integer.valueOf(value);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("invalid value for " + name + ": " + value, e);
    }
  }

  /** {@link #number(String)} with an answer for a missing parameter. */
  public int number(String name, int missing) {
    Integer value = number(name);
    return value == null ? missing : value;
  }

  /**
   * Seconds since 1970 with an optional fraction, or RFC 3339; null when missing, empty or 0.
   *
   * @throws InvalidRequest neither
   */
  public @Nullable Instant time(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      if (value.indexOf('T') > 0) {
        return Instant.parse(value);
      }
      BigDecimal seconds = new BigDecimal(value);
      if (seconds.signum() == 0) {
        return null;
      }
      BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.ONE);
      return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].multiply(NANOS).longValue());
    } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
      throw new InvalidRequest("invalid value for " + name + ": " + value, e);
    }
  }

  /** What a new image is to be called, by {@code repo} and {@code tag}; null for no name. */
  public @Nullable ImageReference target() {
    String repository = text("repo");
    return repository == null ? null : ImageReference.of(repository, text("tag"));
  }

  /** The {@code filters} parameter. */
  public Map<String, Set<String>> filters() {
    return Filters.parse(request.getParameter("filters"));
  }
}
