package io.berth.restapi;

import io.berth.security.Accounts;
import io.berth.security.Role;
import io.berth.security.SecondFactors;
import io.berth.security.Users;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Everybody's accounts, for administrators. */
@RestController
@RequestMapping("/api/users")
class UserController {

  private final Users users;
  private final Accounts accounts;
  private final SecondFactors factors;

  UserController(Users users, Accounts accounts, SecondFactors factors) {
    this.users = users;
    this.accounts = accounts;
    this.factors = factors;
  }

  record NewUser(@Nullable String name, @Nullable String role) {}

  /** Null leaves as it is. */
  record Change(@Nullable String role, @Nullable Boolean enabled) {}

  /**
   * @param password shown this once
   */
  record NewPassword(String user, String password) {}

  record UserBody(
      String name,
      String role,
      boolean enabled,
      Instant createdAt,
      @Nullable Instant lastLoginAt,
      long tokens,
      boolean secondFactor) {
    static UserBody of(Users.UserView user) {
      return new UserBody(
          user.name(),
          user.role().word(),
          user.enabled(),
          user.createdAt(),
          user.lastLoginAt(),
          user.tokens(),
          user.secondFactor());
    }
  }

  @GetMapping
  List<UserBody> list() {
    return users.list().stream().map(UserBody::of).toList();
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewPassword create(@RequestBody NewUser asked) {
    String name = text(asked.name());
    return new NewPassword(name, users.create(name, Role.of(text(asked.role()))));
  }

  @GetMapping("/{name}")
  UserBody inspect(@PathVariable String name) {
    return UserBody.of(users.inspect(name));
  }

  @PatchMapping("/{name}")
  UserBody change(@PathVariable String name, @RequestBody Change change) {
    if (change.role() != null) {
      users.changeRole(name, Role.of(change.role()));
    }
    if (change.enabled() != null) {
      users.enable(name, change.enabled());
    }
    return UserBody.of(users.inspect(name));
  }

  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String name) {
    users.remove(name);
  }

  /** For one who forgot it: asked for over the Unix socket, it needs no login. */
  @PostMapping("/{name}/password-reset")
  NewPassword resetPassword(@PathVariable String name) {
    return new NewPassword(name, accounts.resetPassword(name));
  }

  /** The same for one who has lost the second factor as well. */
  @PostMapping("/{name}/login-reset")
  NewPassword resetLogin(@PathVariable String name) {
    return new NewPassword(name, users.resetLogin(name));
  }

  @PostMapping("/{name}/second-factor-reset")
  UserBody resetSecondFactor(@PathVariable String name) {
    factors.reset(name);
    return UserBody.of(users.inspect(name));
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
