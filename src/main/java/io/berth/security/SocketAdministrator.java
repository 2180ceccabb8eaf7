package io.berth.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestWrapper;
import org.springframework.web.filter.OncePerRequestFilter;

/** Makes whoever came by the Unix socket the administrator: the file's mode was the check. */
final class SocketAdministrator extends OncePerRequestFilter {

  private static final String ROLE_PREFIX = "ROLE_";

  private static final SignedIn PERSON =
      new SignedIn(new Caller("admin", Role.ADMINISTRATOR, null), "", true);

  private final Authentication administrator =
      new PreAuthenticatedAuthenticationToken(PERSON, "", PERSON.getAuthorities());

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    SecurityContextHolder.setContext(new SecurityContextImpl(administrator));
    chain.doFilter(new SecurityContextHolderAwareRequestWrapper(request, ROLE_PREFIX), response);
  }
}
