package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Tells a client of the API what to send. */
final class ApiRefusal implements AuthenticationEntryPoint {

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    // A browser would show its own password box, and then send the password unasked.
    if (request.getHeader("Sec-Fetch-Mode") == null) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"berth\"");
    }
    JsonMessage.refuse(
        request,
        response,
        HttpServletResponse.SC_UNAUTHORIZED,
        "authentication required: "
            + reason(failure)
            + "; send a personal access token (Authorization: Bearer berth_...; the docker command"
            + " sends what HttpHeaders in ~/.docker/config.json says), or use the Unix socket");
  }

  private static String reason(AuthenticationException failure) {
    return switch (failure) {
      case InsufficientAuthenticationException _ -> "this is the TCP port";
      case DisabledException _ -> "this account is disabled";
      case BadCredentialsException _ -> "wrong user, password or token";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
