package io.berth.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Checks a password, unless too many wrong ones came for this user from this address. A right one
 * lets nobody in who has a second factor.
 */
final class ThrottledLogin implements AuthenticationProvider {

  private final AuthenticationProvider passwords;
  private final LoginThrottle throttle;
  private final AccountService users;
  private final SecondFactorService factors;

  ThrottledLogin(
      AuthenticationProvider passwords,
      LoginThrottle throttle,
      AccountService users,
      SecondFactorService factors) {
    this.passwords = passwords;
    this.throttle = throttle;
    this.users = users;
    this.factors = factors;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication login) {
    String address =
        login.getDetails() instanceof WebAuthenticationDetails details
            ? details.getRemoteAddress()
            : "";
    String key = login.getName() + "\n" + address;
    var wait = throttle.begin(key);
    if (wait.isPositive()) {
      throw new LockedException(
          "too many failed logins, try again in " + (wait.toSeconds() + 1) + " seconds");
    }
    var result = passwords.authenticate(login);
    throttle.succeeded(key);
    if (factors.isOn(login.getName())) {
      throw new SecondFactorNeeded(login.getName());
    }
    users.loggedIn(login.getName());
    return result;
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
