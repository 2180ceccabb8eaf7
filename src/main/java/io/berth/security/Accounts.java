package io.berth.security;

/** Who may come in by TCP. */
public interface Accounts {

  /**
   * @throws io.berth.failure.Forbidden when the current password is wrong
   * @throws io.berth.failure.InvalidRequest when the new one is shorter than 12 characters or
   *     longer than 72 bytes
   */
  void changePassword(String user, String current, String replacement);

  /**
   * Gives the user a new random password, for one who forgot the old one.
   *
   * @return the password, stored nowhere in clear
   * @throws io.berth.failure.NotFound for an unknown user
   */
  String resetPassword(String user);
}
