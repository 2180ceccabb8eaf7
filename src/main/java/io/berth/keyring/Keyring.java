package io.berth.keyring;

import io.berth.registry.Credentials;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logins at registries, kept for pulls and pushes that bring none. One is its keeper's own, a
 * team's or everybody's; whose it is may use it, and nobody gets to see its secret again.
 * Thread-safe.
 */
public interface Keyring {

  /** Those that the caller may use, and all of them for administrators, by registry. */
  List<KeptLogin> list();

  /**
   * Tries a login and keeps it, in place of an earlier one of the same registry and owner.
   *
   * @throws io.berth.failure.InvalidRequest something is missing
   * @throws io.berth.failure.Forbidden the caller is not in that team, or may not decide for all
   * @throws io.berth.failure.Unavailable the registry does not know it, or cannot be asked
   */
  KeptLogin keep(NewLogin login) throws InterruptedException;

  /**
   * Forgets one: the caller's own or their teams', any for an administrator.
   *
   * @throws io.berth.failure.NotFound there is none that the caller may forget
   */
  KeptLogin forget(String id);

  /**
   * The login for a registry that the caller has, or else their teams, or else everybody; none when
   * there is no such.
   *
   * @param domain {@code host} or {@code host:port}
   */
  Credentials find(String domain);

  /** Whose a login is. */
  enum Scope {
    OWN,
    TEAM,
    EVERYBODY
  }

  /**
   * @param owner the user or team; empty for everybody's
   * @param mayForget whether the caller may
   */
  record KeptLogin(
      String id,
      String registry,
      String username,
      Scope scope,
      String owner,
      String keptBy,
      Instant keptAt,
      boolean mayForget) {}

  /**
   * @param registry {@code host}, {@code host:port} or a URL of these; empty for Docker Hub
   * @param team whose it becomes with the scope {@link Scope#TEAM}
   */
  record NewLogin(
      String registry, String username, String secret, Scope scope, @Nullable String team) {

    @Override
    public String toString() {
      return "login of " + username + " at " + registry;
    }
  }
}
