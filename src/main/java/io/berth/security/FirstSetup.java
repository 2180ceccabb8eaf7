package io.berth.security;

import java.util.Optional;

/**
 * The way in while nobody has an account: a token that only who reads the service's output knows.
 */
public interface FirstSetup {

  /** Whether there is no account yet. */
  boolean isOpen();

  /**
   * Makes the token, in place of an earlier one; empty when it is not needed. It is good once, for
   * an hour, until the service ends.
   */
  Optional<String> issueToken();
}
