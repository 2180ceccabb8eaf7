package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Blobs that somebody has brought and no image names yet. They are kept for an hour after the last
 * one that the same person brought to the same repository, and only who brought them finds them.
 * Thread-safe.
 */
@Component
class PushedBlobs {

  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Clock clock = Clock.systemUTC();
  private final Map<Pushed, Instant> until = new HashMap<>();

  private record Pushed(String user, String repository, Digest digest) {
    boolean isBeside(Pushed other) {
      return user.equals(other.user) && repository.equals(other.repository);
    }
  }

  synchronized void add(ImageReference repository, Digest blob) {
    Pushed added = mine(repository, blob);
    Instant end = clock.instant().plus(PATIENCE);
    until.put(added, end);
    until.replaceAll((known, now) -> known.isBeside(added) ? end : now);
  }

  /** Whether the caller has brought it. */
  synchronized boolean has(ImageReference repository, Digest blob) {
    forget();
    return until.containsKey(mine(repository, blob));
  }

  synchronized Set<Digest> digests() {
    forget();
    return until.keySet().stream().map(Pushed::digest).collect(Collectors.toSet());
  }

  private void forget() {
    Instant now = clock.instant();
    until.values().removeIf(end -> end.isBefore(now));
  }

  private static Pushed mine(ImageReference repository, Digest blob) {
    return new Pushed(Caller.current().name(), repository.repository(), blob);
  }
}
