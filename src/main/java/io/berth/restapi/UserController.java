package io.berth.restapi;

import io.berth.security.Accounts;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** For administrators: every caller is one so far. */
@RestController
class UserController {

  private final Accounts accounts;

  UserController(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * @param password shown this once
   */
  record NewPassword(String user, String password) {}

  /** For one who forgot it: asked for over the Unix socket, it needs no login. */
  @PostMapping("/api/users/{name}/password-reset")
  NewPassword resetPassword(@PathVariable String name) {
    return new NewPassword(name, accounts.resetPassword(name));
  }
}
