package io.berth.security;

import org.springframework.security.core.AuthenticationException;

/** The provider knows somebody, and they may not come in here. */
final class ProviderRefused extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ProviderRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  enum Reason {
    NAME("name"),
    TAKEN("taken"),
    GROUP("group"),
    LAST("last"),
    SETUP("setup");

    /** As the login page knows it. */
    final String word;

    Reason(String word) {
      this.word = word;
    }
  }

  Reason reason() {
    return reason;
  }
}
