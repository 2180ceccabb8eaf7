package io.berth.restapi;

import io.berth.failure.InvalidRequest;
import io.berth.keyring.Keyring;
import io.berth.keyring.Keyring.KeptLogin;
import io.berth.keyring.Keyring.NewLogin;
import io.berth.keyring.Keyring.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Logins at other registries that the engine keeps for pulls and pushes that bring none. Secrets
 * are never shown again.
 */
@RestController("apiRegistryLoginController")
@RequestMapping("/api/registry-logins")
class RegistryLoginController {

  private final Keyring keyring;

  RegistryLoginController(Keyring keyring) {
    this.keyring = keyring;
  }

  /**
   * @param registry {@code host} or {@code host:port}; null for Docker Hub
   * @param secret password or token
   * @param scope {@code own}, the default, {@code team} or {@code everybody}
   * @param team its name, with the scope {@code team}
   */
  record NewBody(
      @Nullable String registry,
      @Nullable String username,
      @Nullable String secret,
      @Nullable String scope,
      @Nullable String team) {

    @Override
    public String toString() {
      return "login at " + registry;
    }
  }

  /**
   * @param owner the user's or team's name; empty for everybody's
   */
  record LoginBody(
      String id,
      String registry,
      String username,
      String scope,
      String owner,
      String keptBy,
      Instant keptAt) {
    static LoginBody of(KeptLogin login) {
      return new LoginBody(
          login.id(),
          login.registry(),
          login.username(),
          login.scope().name().toLowerCase(Locale.ROOT),
          login.owner(),
          login.keptBy(),
          login.keptAt());
    }
  }

  /** Those that the caller may use; all of them for administrators. */
  @GetMapping
  List<LoginBody> list() {
    return keyring.list().stream().map(LoginBody::of).toList();
  }

  /** Tries a login and keeps it, in place of an earlier one of the same registry and owner. */
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  LoginBody keep(@RequestBody NewBody body) throws InterruptedException {
    return LoginBody.of(
        keyring.keep(
            new NewLogin(
                text(body.registry()),
                text(body.username()),
                text(body.secret()),
                scope(text(body.scope())),
                body.team())));
  }

  /** Forgets one of the caller's or their teams'; any of them for an administrator. */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void forget(@PathVariable String id) {
    keyring.forget(id);
  }

  private static Scope scope(String word) {
    return switch (word) {
      case "", "own" -> Scope.OWN;
      case "team" -> Scope.TEAM;
      case "everybody" -> Scope.EVERYBODY;
      default ->
          throw new InvalidRequest("scope is own, team or everybody, and not \"" + word + "\"");
    };
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
