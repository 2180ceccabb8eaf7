package io.berth.security;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's accounts. Unknown names throw {@link io.berth.failure.NotFound}. Whoever loses rights
 * is logged out at once. The last administrator who can log in stays one: {@link
 * io.berth.failure.Conflict}.
 */
public interface Users {

  /** In order of name. */
  List<UserView> list();

  UserView inspect(String name);

  /**
   * @return the first password, stored nowhere in clear
   * @throws io.berth.failure.InvalidRequest for a name of other than 1 to 64 lower-case letters,
   *     digits and {@code . _ -}, or that begins with one of these three
   * @throws io.berth.failure.Conflict when the name is taken
   */
  String create(String name, Role role);

  void changeRole(String name, Role role);

  /** A disabled account keeps everything, but opens no door. */
  void enable(String name, boolean enabled);

  /**
   * A way back in for somebody who has lost everything: a new password, no second factor, every
   * login ended.
   *
   * @return the password, stored nowhere in clear
   */
  String resetLogin(String name);

  /** Logs the user out everywhere and ends their streams; tokens still open doors. */
  void endLogins(String name);

  /** With its tokens; what it made stays whose it is. */
  void remove(String name);

  /**
   * @param lastLoginAt by password, to the minute; null for never
   * @param secondFactor whether its password needs an authenticator app
   * @param tokens how many access tokens it has
   */
  record UserView(
      String name,
      Role role,
      boolean enabled,
      Instant createdAt,
      @Nullable Instant lastLoginAt,
      long tokens,
      boolean secondFactor) {}
}
