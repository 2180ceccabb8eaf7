package io.berth.registry;

import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads bounded bodies, and turns a registry's refusal into Docker's words. */
final class RegistryAnswer {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ERROR_LIMIT = 64 * 1024;

  private RegistryAnswer() {}

  static byte[] body(HttpResponse<InputStream> answer, int limit, String what) {
    try (InputStream in = answer.body()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new Unavailable("%s is larger than %d bytes".formatted(what, limit));
      }
      return bytes;
    } catch (IOException e) {
      throw new Unavailable("cannot read " + what + ": " + e.getMessage(), e);
    }
  }

  /**
   * Why a registry refused something.
   *
   * @param code its own, such as {@code DENIED}, or empty
   */
  record Cause(String code, String words) {}

  /** Consumes the body. */
  static Cause cause(HttpResponse<InputStream> answer) {
    try (InputStream in = answer.body()) {
      JsonNode error = JSON.readTree(in.readNBytes(ERROR_LIMIT)).path("errors").path(0);
      String code = error.path("code").asString("");
      if (!code.isEmpty()) {
        return new Cause(code, words(code) + ": " + printable(error.path("message").asString("")));
      }
    } catch (IOException | JacksonException e) {
      // the status alone has to do
    }
    return new Cause("", "received unexpected HTTP status: " + answer.statusCode());
  }

  /** What to throw for an answer that is no success. Consumes the body. */
  static BerthException refusal(HttpResponse<InputStream> answer, ImageReference reference) {
    Cause told = cause(answer);
    String code = told.code();
    String cause = told.words();
    String name = reference.familiar();
    String repository = reference.familiarRepository();
    if (code.equals("DENIED") || answer.statusCode() == 403) {
      return new NotFound(
          "pull access denied for %s, repository does not exist or may require 'docker login': %s"
              .formatted(repository, cause));
    }
    if (code.equals("NAME_UNKNOWN")) {
      return new NotFound("repository %s not found: %s".formatted(repository, cause));
    }
    if (code.equals("MANIFEST_UNKNOWN") || answer.statusCode() == 404) {
      return new NotFound("manifest for %s not found: %s".formatted(name, cause));
    }
    return new Unavailable(answer.statusCode() == 429 ? limited(answer, cause) : cause);
  }

  private static String limited(HttpResponse<InputStream> answer, String cause) {
    Duration wait = RetryAfter.of(answer);
    String host = answer.uri().getAuthority();
    return "%s: %s serves no more for now; try again %s, or log in (docker login %s), which may raise the limit"
        .formatted(cause, host, wait.isZero() ? "later" : "in " + RetryAfter.words(wait), host);
  }

  /** {@code MANIFEST_UNKNOWN} as Go's registry code prints it. */
  private static String words(String code) {
    return printable(code.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String printable(String text) {
    String shortened = text.length() > 500 ? text.substring(0, 500) : text;
    return shortened.replaceAll("\\p{Cntrl}", " ");
  }
}
