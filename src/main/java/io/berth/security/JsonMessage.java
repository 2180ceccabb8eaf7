package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Error bodies, the Docker Engine API's above all. */
final class JsonMessage {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonMessage() {}

  static void write(HttpServletResponse response, int status, String message) throws IOException {
    write(response, status, MediaType.APPLICATION_JSON_VALUE, Map.of("message", message));
  }

  /** The same, in the form of the distribution specification to a client of the registry. */
  static void refuse(
      HttpServletRequest request, HttpServletResponse response, int status, String message)
      throws IOException {
    if (!request.getRequestURI().matches("/v2(/.*)?")) {
      write(response, status, message);
      return;
    }
    boolean unknown = status == HttpServletResponse.SC_UNAUTHORIZED;
    Map<String, String> error =
        Map.of("code", unknown ? "UNAUTHORIZED" : "DENIED", "message", message, "detail", "");
    write(response, status, MediaType.APPLICATION_JSON_VALUE, Map.of("errors", List.of(error)));
  }

  static void write(
      HttpServletResponse response, int status, String contentType, Map<String, ?> body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(contentType);
    response.getOutputStream().write(MAPPER.writeValueAsBytes(body));
  }
}
