package io.berth.security;

import io.berth.failure.BerthException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Makes the first administrator for who has the token, and logs them in. Thread-safe. */
@Component
final class SetupLogin implements FirstSetup, AuthenticationProvider {

  private static final Duration LIFE = Duration.ofHours(1);

  private final AccountService accounts;
  private final LoginThrottle throttle = new LoginThrottle(Clock.systemUTC());
  private @Nullable Token token;

  SetupLogin(AccountService accounts) {
    this.accounts = accounts;
  }

  private record Token(String hash, Instant endsAt) {}

  /** What was typed into the form. */
  private static final class Asked extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final transient String token;
    private final transient String password;
    private final String address;

    private Asked(HttpServletRequest request) {
      super(AuthorityUtils.NO_AUTHORITIES);
      name = text(request, "name");
      token = text(request, "token");
      password = Objects.requireNonNullElse(request.getParameter("password"), "");
      address = request.getRemoteAddr();
      setDetails(new WebAuthenticationDetails(request));
    }

    private static String text(HttpServletRequest request, String field) {
      return Objects.requireNonNullElse(request.getParameter(field), "").strip();
    }

    @Override
    public Object getPrincipal() {
      return name;
    }

    @Override
    public Object getCredentials() {
      return token;
    }
  }

  static final class Refused extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    private Refused(String reason) {
      super(reason);
    }
  }

  @Override
  public boolean isOpen() {
    return accounts.isEmpty();
  }

  @Override
  public synchronized Optional<String> issueToken() {
    if (!isOpen()) {
      return Optional.empty();
    }
    String secret = Secrets.random(24);
    token = new Token(Secrets.sha256(secret), Instant.now().plus(LIFE));
    return Optional.of(secret);
  }

  Authentication asked(HttpServletRequest request) {
    return new Asked(request);
  }

  @Override
  public synchronized Authentication authenticate(Authentication form) {
    Asked asked = (Asked) form;
    if (!isOpen()) {
      throw new Refused("somebody has set up this engine already: log in");
    }
    requireToken(asked);
    try {
      accounts.add(asked.name, Role.ADMINISTRATOR, asked.password);
    } catch (BerthException e) {
      throw new Refused(e.getMessage());
    }
    token = null;
    accounts.loggedIn(asked.name);
    var person = accounts.loadUserByUsername(asked.name);
    var login =
        UsernamePasswordAuthenticationToken.authenticated(person, null, person.getAuthorities());
    login.setDetails(asked.getDetails());
    return login;
  }

  private void requireToken(Asked asked) {
    Duration wait = throttle.begin(asked.address);
    if (wait.isPositive()) {
      throw new Refused(
          "too many wrong tokens: try again in " + (wait.toSeconds() + 1) + " seconds");
    }
    if (token == null || !token.endsAt().isAfter(Instant.now())) {
      throw new Refused("the set-up token has expired: restart Berth, and it prints a new one");
    }
    if (!MessageDigest.isEqual(token.hash().getBytes(), Secrets.sha256(asked.token).getBytes())) {
      throw new Refused("that is not the set-up token that Berth printed at its last start");
    }
    throttle.succeeded(asked.address);
  }

  @Override
  public boolean supports(Class<?> type) {
    return Asked.class.isAssignableFrom(type);
  }

  /** Shows the form again, with what was typed. */
  static void failed(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException, ServletException {
    request.setAttribute(LoginSteps.PROBLEM, failure.getMessage());
    response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    request.getRequestDispatcher(LoginSteps.SETUP_PAGE).forward(request, response);
  }
}
