package io.berth.security;

import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class AccountService implements Accounts, UserDetailsService {

  static final String FIRST_ADMINISTRATOR = "admin";
  static final String ADMINISTRATOR_ROLE = "ADMIN";

  private static final int RANDOM_PASSWORD_LENGTH = 20;
  private static final int MIN_PASSWORD_CHARACTERS = 12;
  private static final int MAX_PASSWORD_BYTES = 72; // bcrypt reads no more

  private final UserAccounts users;
  private final KeptLoginRows logins;
  private final PasswordEncoder encoder;

  AccountService(UserAccounts users, KeptLoginRows logins, PasswordEncoder encoder) {
    this.users = users;
    this.logins = logins;
    this.encoder = encoder;
  }

  @Override
  @Transactional(readOnly = true)
  public UserDetails loadUserByUsername(String name) {
    return users
        .findById(name)
        .map(u -> User.withUsername(u.name()).password(u.passwordHash()))
        .map(u -> u.roles(ADMINISTRATOR_ROLE).build())
        .orElseThrow(() -> new UsernameNotFoundException("no such user"));
  }

  @Override
  public void changePassword(String user, String current, String replacement) {
    var account = find(user);
    if (!encoder.matches(current, account.passwordHash())) {
      throw new Forbidden("the current password is wrong");
    }
    if (replacement.length() < MIN_PASSWORD_CHARACTERS
        || replacement.getBytes(StandardCharsets.UTF_8).length > MAX_PASSWORD_BYTES) {
      throw new InvalidRequest(
          "a password has at least %d characters and at most %d bytes"
              .formatted(MIN_PASSWORD_CHARACTERS, MAX_PASSWORD_BYTES));
    }
    account.setPasswordHash(encode(replacement));
    logins.deleteByUserName(user);
  }

  @Override
  public String resetPassword(String user) {
    var account = find(user);
    String password = Secrets.random(RANDOM_PASSWORD_LENGTH);
    account.setPasswordHash(encode(password));
    logins.deleteByUserName(user);
    return password;
  }

  /** Makes the first administrator if there is no user yet, and says the password. */
  Optional<String> createFirstAdministrator() {
    if (users.count() > 0) {
      return Optional.empty();
    }
    String password = Secrets.random(RANDOM_PASSWORD_LENGTH);
    users.save(new UserAccount(FIRST_ADMINISTRATOR, encode(password), Instant.now()));
    return Optional.of(password);
  }

  private UserAccount find(String user) {
    return users.findById(user).orElseThrow(() -> new NotFound("no such user: " + user));
  }

  private String encode(String password) {
    return Objects.requireNonNull(encoder.encode(password));
  }
}
