package io.berth.security;

import org.springframework.security.authentication.AccountStatusException;

/**
 * The password was right, and is not enough. An {@link AccountStatusException}, so that no other
 * provider is asked after this one.
 */
final class SecondFactorNeeded extends AccountStatusException {

  private static final long serialVersionUID = 1L;

  private final String user;

  SecondFactorNeeded(String user) {
    super(
        "user "
            + user
            + " has a second factor, which a password sent with a request cannot show: send a"
            + " personal access token instead");
    this.user = user;
  }

  String user() {
    return user;
  }
}
