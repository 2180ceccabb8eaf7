package io.berth.distribution;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parameters of the address alone: a body is never read as a form here. */
final class RegistryQuery {

  private RegistryQuery() {}

  /** The first of this name; null when there is none. */
  static @Nullable String text(HttpServletRequest request, String name) {
    String query = request.getQueryString();
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        try {
          return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          throw new WireError(400, "UNSUPPORTED", "malformed query: " + e.getMessage());
        }
      }
    }
    return null;
  }
}
