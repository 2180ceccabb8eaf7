package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

/**
 * What a form shows to prove that it is ours. For somebody whose login is kept it is made of that
 * login, so that it holds in any session: after the engine's restart a page, its tray and its
 * sockets come back at the same time, each with a session of its own, and only one of them stays.
 */
final class FormTokens implements CsrfTokenRepository {

  private static final String HEADER = "X-CSRF-TOKEN";
  private static final String PARAMETER = "_csrf";

  private final CsrfTokenRepository sessions = new HttpSessionCsrfTokenRepository();
  private final KeptLogins logins;

  FormTokens(KeptLogins logins) {
    this.logins = logins;
  }

  private @Nullable CsrfToken ofLogin(HttpServletRequest request) {
    return logins
        .secret(request)
        .map(secret ->
            new DefaultCsrfToken(HEADER, PARAMETER, Secrets.sha256("form token of " + secret)))
        .orElse(null);
  }

  @Override
  public CsrfToken generateToken(HttpServletRequest request) {
    CsrfToken token = ofLogin(request);
    return token == null ? sessions.generateToken(request) : token;
  }

  @Override
  public void saveToken(
      @Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
    if (ofLogin(request) == null) {
      sessions.saveToken(token, request, response);
    }
  }

  @Override
  public @Nullable CsrfToken loadToken(HttpServletRequest request) {
    CsrfToken token = ofLogin(request);
    return token == null ? sessions.loadToken(request) : token;
  }
}
