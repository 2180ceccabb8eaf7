package io.berth.audit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Behind the security filters: notes whom they let in. */
@Component
@Order(0)
final class UserFilter extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Passage passage = Passage.of(request);
    Principal user = request.getUserPrincipal();
    if (passage != null && user != null && passage.user.isEmpty()) {
      passage.user = user.getName();
    }
    chain.doFilter(request, response);
  }
}
