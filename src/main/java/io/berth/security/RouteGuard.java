package io.berth.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Holds who asks against {@link RouteRules}; the last filter before the controllers. */
final class RouteGuard extends OncePerRequestFilter {

  private final Refusal refusal;

  RouteGuard(Refusal refusal) {
    this.refusal = refusal;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var reason = RouteRules.refusal(request.getMethod(), request.getRequestURI(), Caller.current());
    if (reason.isEmpty()) {
      chain.doFilter(request, response);
    } else {
      refusal.write(request, response, reason.get());
    }
  }
}
