package io.berth.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/** Makes whoever came by the Unix socket the administrator: the file's mode was the check. */
final class SocketAdministrator extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        new PreAuthenticatedAuthenticationToken(
            AccountService.FIRST_ADMINISTRATOR,
            "",
            AuthorityUtils.createAuthorityList("ROLE_" + AccountService.ADMINISTRATOR_ROLE)));
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }
}
