package io.berth.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets in who shows a personal access token: {@code Authorization: Bearer berth_…}. */
final class BearerTokens extends OncePerRequestFilter {

  private static final String SCHEME = "Bearer ";

  private final TokenService tokens;
  private final AccountService users;
  private final AuthenticationEntryPoint refusal;

  BearerTokens(TokenService tokens, AccountService users, AuthenticationEntryPoint refusal) {
    this.tokens = tokens;
    this.users = users;
    this.refusal = refusal;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      try {
        admit(header.substring(SCHEME.length()).strip());
      } catch (AuthenticationException e) {
        refusal.commence(request, response, e);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private void admit(String secret) {
    var user =
        tokens
            .authenticate(secret)
            .flatMap(users::signIn)
            .orElseThrow(() -> new BadCredentialsException("unknown, expired or revoked token"));
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()));
    SecurityContextHolder.setContext(context);
  }
}
