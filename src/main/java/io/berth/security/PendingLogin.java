package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** In a browser's session: who has shown their password and has still to show a code. */
record PendingLogin(String user, Instant since) implements Serializable {

  private static final String ATTRIBUTE = PendingLogin.class.getName();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  static void begin(HttpServletRequest request, String user) {
    request.getSession();
    request.changeSessionId();
    request.getSession().setAttribute(ATTRIBUTE, new PendingLogin(user, Instant.now()));
  }

  static Optional<PendingLogin> of(HttpServletRequest request) {
    var session = request.getSession(false);
    return session != null
            && session.getAttribute(ATTRIBUTE) instanceof PendingLogin pending
            && pending.since().plus(PATIENCE).isAfter(Instant.now())
        ? Optional.of(pending)
        : Optional.empty();
  }

  static void end(HttpServletRequest request) {
    request.getSession().removeAttribute(ATTRIBUTE);
  }
}
