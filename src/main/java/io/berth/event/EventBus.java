package io.berth.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to subscribers and keeps the latest ones for those who ask about the past.
 * Thread-safe.
 */
public interface EventBus {

  /** A bus in memory that reaches back over the latest {@code past} events. */
  static EventBus inMemory(int past) {
    return new MemoryEventBus(past);
  }

  /** Never blocks; a subscriber that falls too far behind is ended, not waited for. */
  void publish(Event event);

  /** Past events from {@code since}, oldest first; as far back as memory reaches. */
  List<Event> past(Instant since, @Nullable Instant until);

  /**
   * Events from now on, preceded by the past from {@code since} (none when null), none lost or
   * doubled between the two.
   */
  Subscription subscribe(@Nullable Instant since);

  /** Ends every subscription after what was published; later ones end at once. */
  void close();

  /** A pull cursor. */
  interface Subscription extends AutoCloseable {

    /**
     * The next event. Null when the deadline passed, the subscription or the bus was closed, or
     * this subscriber fell too far behind.
     */
    @Nullable Event next(@Nullable Instant deadline) throws InterruptedException;

    @Override
    void close();
  }
}
