package io.berth.security;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Authenticator apps: with one, the password alone opens nothing. */
public interface SecondFactors {

  enum State {
    OFF,
    /** The app is being made known. */
    PENDING,
    ON
  }

  /**
   * @param required whether an administrator asks everybody for one
   * @param codesLeft recovery codes that nobody has used
   * @param codesToKeep shown until their owner has kept them; then empty
   * @param enrolment only while pending
   */
  record Status(
      State state,
      boolean required,
      long codesLeft,
      List<String> codesToKeep,
      @Nullable Enrolment enrolment) {}

  /**
   * @param key for apps that cannot scan
   */
  record Enrolment(String key, QrCode code) {}

  Status status(String user);

  /**
   * Makes a new secret, which counts from {@link #confirm} on.
   *
   * @throws io.berth.failure.Forbidden when the password is wrong
   * @throws io.berth.failure.Conflict when there is one already
   */
  void begin(String user, String password);

  /**
   * Turns it on. Logins that browsers had kept end.
   *
   * @throws io.berth.failure.Forbidden when the code is not the app's
   * @throws io.berth.failure.Conflict when none was begun
   */
  void confirm(String user, String code);

  /** From now on nobody can read the recovery codes again. */
  void codesKept(String user);

  /**
   * @throws io.berth.failure.Forbidden when password or code are wrong
   */
  void disable(String user, String password, String code);

  /**
   * For somebody who has lost theirs. Not for oneself.
   *
   * @throws io.berth.failure.NotFound for an unknown user, or one without a second factor
   * @throws io.berth.failure.Forbidden for the caller's own account
   */
  void reset(String user);
}
