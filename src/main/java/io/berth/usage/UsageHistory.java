package io.berth.usage;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The latest use of containers. One thread measures, and only while somebody looks: every running
 * container every few seconds for a list, one container every second for its own page. A look lasts
 * half a minute; then the thread ends. A round over all containers is followed by at least twenty
 * times its own length of rest. Each container has a bounded number of points. Thread-safe.
 */
public class UsageHistory {

  static final int POINTS = 120;

  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final int REST = 20;

  private final Containers containers;
  private final Clock clock;
  private final Map<String, Deque<UsagePoint>> histories = new ConcurrentHashMap<>();
  private final Map<String, Instant> watched = new ConcurrentHashMap<>();
  private final AtomicBoolean measuring = new AtomicBoolean();
  private volatile Instant allWatched = Instant.MIN;
  private Instant nextRound = Instant.MIN;
  private Instant lastRound = Instant.MIN;

  public UsageHistory(Containers containers, Clock clock) {
    this.containers = containers;
    this.clock = clock;
  }

  /** Somebody looks at a list of containers. */
  public void watchAll() {
    allWatched = clock.instant().plus(LOOK);
    measure();
  }

  /** Somebody looks at one container. */
  public void watch(String id) {
    watched(id);
    measure();
  }

  void watched(String id) {
    watched.put(id, clock.instant().plus(LOOK));
  }

  /** Oldest first; empty until a container was measured twice. */
  public List<UsageSample> of(String id) {
    var points = histories.get(id);
    var samples = new ArrayList<UsageSample>();
    if (points != null) {
      synchronized (points) {
        UsagePoint before = null;
        for (UsagePoint point : points) {
          if (before != null) {
            samples.add(UsageSample.between(before, point));
          }
          before = point;
        }
      }
    }
    return samples;
  }

  private void measure() {
    if (measuring.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("container-usage")
          .start(() ->
              Caller.ENGINE.call(() -> {
                run();
                return this;
              }));
    }
  }

  private void run() {
    try {
      while (beat()) {
        Thread.sleep(BEAT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      measuring.set(false);
    }
  }

  /** Measures what is due; says whether anybody still looks. */
  boolean beat() {
    Instant now = clock.instant();
    watched.values().removeIf(now::isAfter);
    boolean all = now.isBefore(allWatched);
    var due = new HashSet<>(watched.keySet());
    boolean round = all && !now.isBefore(nextRound);
    if (round) {
      Set<String> running = running();
      histories.keySet().retainAll(running);
      due.addAll(running);
    }
    due.forEach(this::take);
    if (round) {
      plan(now);
    }
    return all || !watched.isEmpty();
  }

  /** The first two rounds of a look are close together, so that rates are known early. */
  private void plan(Instant began) {
    Duration rest = Duration.between(began, clock.instant()).multipliedBy(REST);
    boolean first = began.minus(LOOK).isAfter(lastRound);
    lastRound = began;
    nextRound = began.plus(first ? BEAT : rest.compareTo(ROUND) > 0 ? rest : ROUND);
  }

  private Set<String> running() {
    return containers.list(new Containers.ListQuery(false, 0, false, Map.of())).stream()
        .map(ContainerView::id)
        .collect(Collectors.toSet());
  }

  private void take(String id) {
    try {
      var point = UsagePoint.of(containers.stats(id), clock.instant());
      if (point.pids() > 0) {
        add(histories.computeIfAbsent(id, _ -> new ArrayDeque<>()), point);
      }
    } catch (NotFound e) {
      histories.remove(id);
      watched.remove(id);
    } catch (BerthException e) {
      // it ends just now, or the keeper is being replaced
    }
  }

  private static void add(Deque<UsagePoint> points, UsagePoint point) {
    synchronized (points) {
      points.addLast(point);
      if (points.size() > POINTS) {
        points.removeFirst();
      }
    }
  }
}
