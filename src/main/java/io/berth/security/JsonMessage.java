package io.berth.security;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** The Docker Engine API's error body. */
final class JsonMessage {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonMessage() {}

  static void write(HttpServletResponse response, int status, String message) throws IOException {
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.getOutputStream().write(MAPPER.writeValueAsBytes(Map.of("message", message)));
  }
}
