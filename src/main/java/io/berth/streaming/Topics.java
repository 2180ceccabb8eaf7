package io.berth.streaming;

import io.berth.event.Event;
import io.berth.event.EventBus;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What kinds of things change: a first change is told at once, those that follow are gathered, so
 * that a busy engine is told of twice a second. For one thread; {@link #close()} is for any.
 */
final class Topics implements AutoCloseable {

  /** Docker's commands cause several events in a row. */
  private static final Duration BURST = Duration.ofMillis(40);

  private static final Duration PAUSE = Duration.ofMillis(460);

  private static final Set<String> NO_CHANGE =
      Set.of("top", "attach", "detach", "resize", "export");

  private final Supplier<EventBus.Subscription> bus;
  private EventBus.Subscription events;
  private long toldAt = System.nanoTime() - PAUSE.toNanos();
  private volatile boolean closed;

  /**
   * @param bus gives the events from now on
   */
  Topics(Supplier<EventBus.Subscription> bus) {
    this.bus = bus;
    this.events = bus.get();
  }

  /** Waits for a change; empty when closed. */
  Set<String> next() throws InterruptedException {
    Set<String> topics = new TreeSet<>();
    while (topics.isEmpty() && !closed) {
      Event first = events.next(null);
      if (first == null) {
        missed(topics);
      } else {
        add(first, topics);
      }
      Thread.sleep(BURST.plusNanos(Math.max(0, toldAt + PAUSE.toNanos() - System.nanoTime())));
      gather(topics);
    }
    toldAt = System.nanoTime();
    return closed ? Set.of() : topics;
  }

  private void gather(Set<String> topics) throws InterruptedException {
    Instant now = Instant.now();
    for (Event event = events.next(now); event != null; event = events.next(now)) {
      add(event, topics);
    }
  }

  private static void add(Event event, Set<String> topics) {
    String action = event.action();
    if (action.startsWith("exec_start") || action.equals("exec_die")) {
      topics.add("exec");
    } else if (!NO_CHANGE.contains(action) && !action.startsWith("exec_")) {
      topics.add(event.type());
    }
  }

  /** More happened than the bus keeps. */
  private synchronized void missed(Set<String> topics) {
    if (!closed) {
      events.close();
      events = bus.get();
      topics.addAll(Set.of("container", "exec", "image", "network", "volume"));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    events.close();
  }
}
