package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** The second step of a login: a code of the app, or a recovery code. */
@Component
final class CodeLogin implements AuthenticationProvider {

  private final SecondFactorService factors;
  private final AccountService accounts;

  CodeLogin(SecondFactorService factors, AccountService accounts) {
    this.factors = factors;
    this.accounts = accounts;
  }

  static final class Wrong extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    private Wrong() {
      super("wrong code of the second factor");
    }
  }

  /** The password was shown too long ago. */
  static final class Late extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    private Late() {
      super("the first step of the login was too long ago");
    }
  }

  Authentication asked(HttpServletRequest request) {
    String user = PendingLogin.of(request).map(PendingLogin::user).orElse("");
    String code = Objects.requireNonNullElse(request.getParameter("code"), "");
    var asked = UsernamePasswordAuthenticationToken.unauthenticated(user, code);
    asked.setDetails(new WebAuthenticationDetails(request));
    return asked;
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    String user = asked.getName();
    if (user.isEmpty()) {
      throw new Late();
    }
    var verdict = factors.check(user, String.valueOf(asked.getCredentials()));
    if (verdict.patience().isPositive()) {
      throw new LockedException(
          "too many wrong codes, try again in "
              + (verdict.patience().toSeconds() + 1)
              + " seconds");
    }
    if (!verdict.right()) {
      throw new Wrong();
    }
    var person = accounts.loadUserByUsername(user);
    if (!person.isEnabled()) {
      throw new DisabledException("this account is disabled");
    }
    accounts.loggedIn(user);
    var login =
        UsernamePasswordAuthenticationToken.authenticated(person, null, person.getAuthorities());
    login.setDetails(asked.getDetails());
    return login;
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }

  static void failed(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    response.sendRedirect(
        switch (failure) {
          case Late _ -> "/login?failed=late";
          case DisabledException _ -> "/login?failed=disabled";
          case LockedException _ -> LoginSteps.CODE_PAGE + "?failed=throttled";
          default -> LoginSteps.CODE_PAGE + "?failed=wrong";
        });
  }
}
