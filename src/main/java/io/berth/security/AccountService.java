package io.berth.security;

import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class AccountService implements Accounts, UserDetailsService {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Duration LOGIN_RESOLUTION = Duration.ofMinutes(1);
  private static final int RANDOM_PASSWORD_LENGTH = 20;
  private static final int MIN_PASSWORD_CHARACTERS = 12;
  private static final int MAX_PASSWORD_BYTES = 72; // bcrypt reads no more

  private final UserAccounts users;
  private final KeptLoginRows logins;
  private final PasswordEncoder encoder;
  private final LoginThrottle throttle = new LoginThrottle(Clock.systemUTC());

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
        .map(user -> signedIn(user, user.role(), new Caller.Login(user.stamp(), null, false)))
        .orElseThrow(() -> new UsernameNotFoundException("no such user"));
  }

  /** Somebody for whom an OpenID provider speaks. */
  @Transactional(readOnly = true)
  public SignedInByProvider signInByProvider(String name) {
    var user =
        users.findById(name).orElseThrow(() -> new UsernameNotFoundException("no such user"));
    var login = new Caller.Login(user.stamp(), null, true);
    return new SignedInByProvider(new Caller(name, user.role(), login), user.enabled());
  }

  /** The token's owner, with no more than the token's rights; empty when disabled. */
  @Transactional(readOnly = true)
  public Optional<SignedIn> signIn(TokenService.Authenticated token) {
    return users
        .findById(token.owner())
        .filter(UserAccount::enabled)
        .map(user ->
            signedIn(
                user,
                token.scope().of(user.role()),
                new Caller.Login(user.stamp(), token.id(), false)));
  }

  private static SignedIn signedIn(UserAccount user, Role role, Caller.Login login) {
    return new SignedIn(new Caller(user.name(), role, login), user.passwordHash(), user.enabled());
  }

  /** Somebody has shown who they are. */
  public void loggedIn(String name) {
    var now = Instant.now();
    users
        .findById(name)
        .filter(user -> !user.loggedInSince(now.minus(LOGIN_RESOLUTION)))
        .ifPresent(user -> user.loggedIn(now));
  }

  @Override
  public void changePassword(String user, String current, String replacement) {
    requirePassword(user, current);
    find(user).setPasswordHash(encode(checked(replacement)));
    endKeptLogins(user);
  }

  /** Somebody who is logged in shows once more that they know the password. */
  void requirePassword(String user, String password) {
    var account = find(user);
    var wait = throttle.begin(user);
    if (wait.isPositive()) {
      throw new Forbidden(
          "too many wrong passwords: try again in " + (wait.toSeconds() + 1) + " seconds");
    }
    if (!encoder.matches(password, account.passwordHash())) {
      throw new Forbidden("the current password is wrong");
    }
    throttle.succeeded(user);
  }

  private static String checked(String password) {
    if (password.length() < MIN_PASSWORD_CHARACTERS
        || password.getBytes(StandardCharsets.UTF_8).length > MAX_PASSWORD_BYTES) {
      throw new InvalidRequest(
          "a password has at least %d characters and at most %d bytes"
              .formatted(MIN_PASSWORD_CHARACTERS, MAX_PASSWORD_BYTES));
    }
    return password;
  }

  /** Browsers then have to log in again when the service or their session ends. */
  void endKeptLogins(String user) {
    logins.deleteByUserName(user);
  }

  @Transactional(readOnly = true)
  public boolean exists(String user) {
    return users.existsById(user);
  }

  @Override
  public String resetPassword(String user) {
    var account = find(user);
    String password = Secrets.random(RANDOM_PASSWORD_LENGTH);
    account.setPasswordHash(encode(password));
    account.endLogins();
    logins.deleteByUserName(user);
    return password;
  }

  @Transactional(readOnly = true)
  public boolean isEmpty() {
    return users.count() == 0;
  }

  /** Makes an account, and says its password. */
  String add(String name, Role role) {
    String password = Secrets.random(RANDOM_PASSWORD_LENGTH);
    add(name, role, password);
    return password;
  }

  /** Makes an account with a password of its owner's choice. */
  public void add(String name, Role role, String password) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidRequest(
          "a user name has 1 to 64 lower-case letters, digits, dots, underscores and hyphens, and"
              + " begins with a letter or digit");
    }
    if (users.existsById(name)) {
      throw new Conflict("there is a user " + name + " already");
    }
    users.save(new UserAccount(name, encode(checked(password)), role, Instant.now()));
  }

  private UserAccount find(String user) {
    return users.findById(user).orElseThrow(() -> new NotFound("no such user: " + user));
  }

  private String encode(String password) {
    return Objects.requireNonNull(encoder.encode(password));
  }
}
