package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.authentication.rememberme.AbstractRememberMeServices;
import org.springframework.security.web.authentication.rememberme.InvalidCookieException;

/**
 * Keeps browsers logged in while the service, whose sessions are in memory, restarts: as long as a
 * session that nobody uses would last, until the logout, or until the password changes.
 */
final class KeptLogins extends AbstractRememberMeServices {

  private static final Duration TIME = Duration.ofHours(8);
  private static final String COOKIE = "BERTH_LOGIN";

  private final KeptLoginRows rows;
  private final AccountService accounts;

  KeptLogins(KeptLoginRows rows, AccountService accounts, boolean secureCookies) {
    super(Secrets.random(40), accounts); // a key for this process alone
    this.rows = rows;
    this.accounts = accounts;
    setAlwaysRemember(true);
    setCookieName(COOKIE);
    setUseSecureCookie(secureCookies);
    setCookieCustomizer(cookie -> cookie.setAttribute("SameSite", "Lax"));
  }

  @Override
  protected void onLoginSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication login) {
    Instant now = Instant.now();
    rows.deleteByEndsAtBefore(now);
    String secret = Secrets.random(40);
    boolean byProvider = Caller.of(login).byProvider();
    rows.save(new KeptLogin(Secrets.sha256(secret), login.getName(), byProvider, now.plus(TIME)));
    setCookie(new String[] {secret}, (int) TIME.toSeconds(), request, response);
  }

  @Override
  protected UserDetails processAutoLoginCookie(
      String[] values, HttpServletRequest request, HttpServletResponse response) {
    var login =
        find(values[0]).orElseThrow(() -> new InvalidCookieException("the login has ended"));
    return login.byProvider()
        ? accounts.signInByProvider(login.userName())
        : accounts.loadUserByUsername(login.userName());
  }

  private Optional<KeptLogin> find(String secret) {
    return rows.findById(Secrets.sha256(secret)).filter(login -> !login.hasEnded(Instant.now()));
  }

  /** What the browser alone knows of the login that this request comes with. */
  Optional<String> secret(HttpServletRequest request) {
    String cookie = extractRememberMeCookie(request);
    if (cookie == null || cookie.isEmpty()) {
      return Optional.empty();
    }
    try {
      String secret = decodeCookie(cookie)[0];
      return find(secret).map(login -> secret);
    } catch (InvalidCookieException e) {
      return Optional.empty();
    }
  }

  @Override
  public void logout(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Authentication authentication) {
    String cookie = extractRememberMeCookie(request);
    if (cookie != null && !cookie.isEmpty()) {
      try {
        rows.deleteById(Secrets.sha256(decodeCookie(cookie)[0]));
      } catch (InvalidCookieException e) {
        logger.debug("not a login's cookie", e);
      }
    }
    super.logout(request, response, authentication);
  }
}
