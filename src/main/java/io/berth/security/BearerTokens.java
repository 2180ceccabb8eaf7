package io.berth.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets in who shows a personal access token: {@code Authorization: Bearer berth_…}, or the same as
 * the password of its owner, as clients of registries send it.
 */
final class BearerTokens extends OncePerRequestFilter {

  private static final String SCHEME = "Bearer ";

  private static final String BASIC = "Basic ";

  private final TokenService tokens;
  private final AccountService users;
  private final AuthenticationEntryPoint refusal;

  /**
   * @param owner null when it is not said
   */
  private record Shown(@Nullable String owner, String secret) {}

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
    Shown shown = shown(header == null ? "" : header);
    if (shown != null) {
      try {
        admit(shown);
      } catch (AuthenticationException e) {
        refusal.commence(request, response, e);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private static @Nullable Shown shown(String header) {
    if (header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Shown(null, header.substring(SCHEME.length()).strip());
    }
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      String[] parts = decoded(header.substring(BASIC.length()).strip()).split(":", 2);
      if (parts.length == 2 && parts[1].startsWith(TokenService.PREFIX)) {
        return new Shown(parts[0], parts[1]);
      }
    }
    return null;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private void admit(Shown shown) {
    var user =
        tokens
            .authenticate(shown.secret())
            .filter(token -> shown.owner() == null || token.owner().equals(shown.owner()))
            .flatMap(users::signIn)
            .orElseThrow(() -> new BadCredentialsException("unknown, expired or revoked token"));
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()));
    SecurityContextHolder.setContext(context);
  }
}
