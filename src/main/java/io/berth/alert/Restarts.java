package io.berth.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * When restart policies have started containers again lately. Kept in memory: after a restart of
 * the service it counts anew. For one thread.
 */
final class Restarts {

  /** No rule asks for more. */
  static final int MOST = 100;

  private final Map<String, Deque<Instant>> times = new HashMap<>();

  void add(String container, Instant at) {
    var all = times.computeIfAbsent(container, _ -> new ArrayDeque<>());
    all.addLast(at);
    if (all.size() > MOST) {
      all.removeFirst();
    }
  }

  void forget(String container) {
    times.remove(container);
  }

  boolean isLoop(String container, int threshold, Duration window, Instant now) {
    var all = times.get(container);
    Instant since = now.minus(window);
    return all != null && all.stream().filter(at -> at.isAfter(since)).count() >= threshold;
  }
}
