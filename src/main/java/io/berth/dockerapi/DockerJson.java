package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonSetter.Value;
import com.fasterxml.jackson.annotation.Nulls;
import io.berth.failure.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as Go's encoder and decoder do it, which is what every Docker client expects. */
public final class DockerJson {

  /**
   * Field names match in any case and unknown ones are ignored, as in Go; nulls are written. A null
   * inside a map is an empty text, one inside a list is not there.
   */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .withConfigOverride(
              Map.class, map -> map.setNullHandling(Value.forContentNulls(Nulls.AS_EMPTY)))
          .withConfigOverride(
              List.class, list -> list.setNullHandling(Value.forContentNulls(Nulls.SKIP)))
          .build();

  /** Go's zero time. */
  public static final String ZERO_TIME = "0001-01-01T00:00:00Z";

  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final DateTimeFormatter NANOS =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter(Locale.ROOT);

  private DockerJson() {}

  /** RFC 3339 with as many digits of a second as it needs; null is the zero time. */
  public static String time(@Nullable Instant time) {
    if (time == null) {
      return ZERO_TIME;
    }
    if (time.getNano() == 0) {
      return time.toString();
    }
    String text = nanoTime(time);
    int end = text.length() - 1;
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, end) + "Z";
  }

  /** RFC 3339 with nine digits of a second, as log lines are stamped. */
  static String nanoTime(Instant time) {
    return NANOS.format(time);
  }

  /**
   * Reads a request's body. A missing body is null.
   *
   * @throws InvalidRequest not JSON by its header or in fact, or larger than 16 MiB
   */
  public static <T> @Nullable T readOptional(HttpServletRequest request, Class<T> type)
      throws IOException {
    byte[] body = body(request);
    return body.length == 0 ? null : parse(body, type);
  }

  /**
   * Reads a request's body.
   *
   * @throws InvalidRequest also when there is none
   */
  public static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
    T value = readOptional(request, type);
    if (value == null) {
      throw new InvalidRequest("invalid JSON: got EOF while reading request body");
    }
    return value;
  }

  /**
   * Takes a part of a parsed body.
   *
   * @throws InvalidRequest a field has a value of the wrong kind
   */
  public static <T> T convert(JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** A value as one line of JSON, the newline included. */
  public static byte[] line(Object value) {
    return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static <T> T parse(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private static InvalidRequest malformed(JacksonException e) {
    return new InvalidRequest("invalid JSON: " + e.getOriginalMessage(), e);
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    String type = request.getContentType();
    if (type == null && request.getContentLengthLong() <= 0) {
      return new byte[0];
    }
    if (type == null || !type.split(";", 2)[0].trim().equalsIgnoreCase("application/json")) {
      throw new InvalidRequest(
          "Content-Type specified (" + (type == null ? "" : type) + ") must be 'application/json'");
    }
    try (InputStream in = request.getInputStream()) {
      byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw new InvalidRequest("the request's body is larger than 16 MiB");
      }
      return body;
    }
  }
}
