package io.berth.streaming;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.socket.WebSocketSession;

/** What an address says after its question mark, as a form would send it. */
record Parameters(Map<String, List<String>> values) {

  static Parameters of(WebSocketSession session) {
    URI uri = session.getUri();
    String query = uri == null ? null : uri.getRawQuery();
    Map<String, List<String>> values = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values
            .computeIfAbsent(decode(pair.substring(0, equals)), _ -> new ArrayList<>())
            .add(decode(pair.substring(equals + 1)));
      }
    }
    return new Parameters(values);
  }

  static Parameters of(HttpServletRequest request) {
    Map<String, List<String>> values = new HashMap<>();
    request.getParameterMap().forEach((name, all) -> values.put(name, Arrays.asList(all)));
    return new Parameters(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Empty when missing. */
  String text(String name) {
    List<String> all = values.get(name);
    return all == null ? "" : all.getFirst();
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The fallback when missing or no number. */
  int number(String name, int fallback) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException e) {
      return fallback;
    }
  }
}
