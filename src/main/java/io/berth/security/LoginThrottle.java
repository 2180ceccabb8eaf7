package io.berth.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after five failures for one key each further attempt has to wait, twice as
 * long every time, up to five minutes. Attempts count from their begin, so that many at once are
 * not one. Thread-safe.
 */
final class LoginThrottle {

  private static final int FREE_ATTEMPTS = 5;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final int REMEMBERED_KEYS = 10_000;

  private final Clock clock;
  private final Map<String, Attempts> attempts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
          return size() > REMEMBERED_KEYS;
        }
      };

  private record Attempts(int count, Instant nextAllowed) {}

  LoginThrottle(Clock clock) {
    this.clock = clock;
  }

  /** How long to wait before the next attempt; zero when this one may go on, and is counted. */
  synchronized Duration begin(String key) {
    Instant now = clock.instant();
    var before = attempts.getOrDefault(key, new Attempts(0, Instant.MIN));
    if (now.isBefore(before.nextAllowed())) {
      return Duration.between(now, before.nextAllowed());
    }
    int count = before.count() + 1;
    attempts.put(key, new Attempts(count, now.plus(waitAfter(count))));
    return Duration.ZERO;
  }

  synchronized void succeeded(String key) {
    attempts.remove(key);
  }

  private static Duration waitAfter(int count) {
    if (count < FREE_ATTEMPTS) {
      return Duration.ZERO;
    }
    var wait = Duration.ofSeconds(1L << Math.min(count - FREE_ATTEMPTS, 20));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }
}
