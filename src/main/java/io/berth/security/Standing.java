package io.berth.security;

import io.berth.security.Caller.Login;
import java.time.Instant;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Whether what somebody was granted still holds. */
@Component
class Standing {

  private final UserAccounts users;
  private final AccessTokens tokens;

  Standing(UserAccounts users, AccessTokens tokens) {
    this.users = users;
    this.tokens = tokens;
  }

  @Transactional(readOnly = true)
  boolean holds(Caller caller) {
    Login login = caller.login();
    if (login == null) {
      return true;
    }
    boolean same =
        users
            .findById(caller.name())
            .filter(user -> user.enabled() && user.stamp() == login.stamp())
            .isPresent();
    return same
        && (login.token() == null
            || tokens
                .findById(login.token())
                .filter(token -> !token.hasExpired(Instant.now()))
                .isPresent());
  }
}
