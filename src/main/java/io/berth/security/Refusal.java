package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.MediaType;

/** How a door says that its rules forbid something. */
@FunctionalInterface
public interface Refusal {

  /** Request attribute with the reason, for the error page. */
  String REASON = Refusal.class.getName();

  void write(HttpServletRequest request, HttpServletResponse response, String reason)
      throws IOException;

  /** As a page; as JSON to who opens a WebSocket. */
  static void toBrowser(HttpServletRequest request, HttpServletResponse response, String reason)
      throws IOException {
    if (request.getRequestURI().startsWith("/ws/")) {
      JsonMessage.write(response, HttpServletResponse.SC_FORBIDDEN, reason);
      return;
    }
    request.setAttribute(REASON, reason);
    response.sendError(HttpServletResponse.SC_FORBIDDEN);
  }

  /** As problem details under {@code /api}, in Docker's words elsewhere. */
  static void toProgram(HttpServletRequest request, HttpServletResponse response, String reason)
      throws IOException {
    if (!request.getRequestURI().startsWith("/api/")) {
      JsonMessage.refuse(request, response, HttpServletResponse.SC_FORBIDDEN, reason);
      return;
    }
    Map<String, Object> problem =
        Map.of(
            "title",
            "Forbidden",
            "status",
            HttpServletResponse.SC_FORBIDDEN,
            "detail",
            reason,
            "instance",
            request.getRequestURI());
    JsonMessage.write(
        response,
        HttpServletResponse.SC_FORBIDDEN,
        MediaType.APPLICATION_PROBLEM_JSON_VALUE,
        problem);
  }
}
