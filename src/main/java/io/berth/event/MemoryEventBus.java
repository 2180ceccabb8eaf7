package io.berth.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One ring that all share: a subscription is only a place in it. The ring holds twice what {@link
 * #past} reaches, so a subscriber that starts with the whole past has as much room to fall behind
 * as one that starts now.
 */
final class MemoryEventBus implements EventBus {

  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final @Nullable Event[] ring;
  private final int reach;
  private long published;
  private boolean closed;

  MemoryEventBus(int reach) {
    this.reach = reach;
    this.ring = new @Nullable Event[2 * reach];
  }

  @Override
  public void publish(Event event) {
    lock.lock();
    try {
      ring[(int) (published % ring.length)] = event;
      published++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Event> past(Instant since, @Nullable Instant until) {
    lock.lock();
    try {
      var found = new ArrayList<Event>();
      for (long i = oldestReachable(); i < published; i++) {
        Event event = at(i);
        if (!event.at().isBefore(since) && (until == null || !event.at().isAfter(until))) {
          found.add(event);
        }
      }
      return List.copyOf(found);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Subscription subscribe(@Nullable Instant since) {
    lock.lock();
    try {
      return new Cursor(since, published);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long oldestReachable() {
    return Math.max(0, published - reach);
  }

  private Event at(long index) {
    Event event = ring[(int) (index % ring.length)];
    if (event == null) {
      throw new IllegalStateException("no event " + index);
    }
    return event;
  }

  private final class Cursor implements Subscription {

    private final @Nullable Instant since;
    private final long firstNew;
    private long place;
    private boolean ended;

    Cursor(@Nullable Instant since, long firstNew) {
      this.since = since;
      this.firstNew = firstNew;
      this.place = since == null ? firstNew : oldestReachable();
    }

    @Override
    public @Nullable Event next(@Nullable Instant deadline) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (!ended) {
          if (place < published - ring.length) {
            ended = true;
          } else if (place < published) {
            Event event = at(place++);
            if (wanted(event)) {
              return event;
            }
          } else if (closed || !await(deadline)) {
            return null;
          }
        }
        return null;
      } finally {
        lock.unlock();
      }
    }

    private boolean wanted(Event event) {
      return place > firstNew || since == null || !event.at().isBefore(since);
    }

    private boolean await(@Nullable Instant deadline) throws InterruptedException {
      if (deadline == null) {
        changed.await();
        return true;
      }
      Duration left = Duration.between(Instant.now(), deadline);
      if (!left.isPositive()) {
        return false;
      }
      Duration wait = left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
      changed.awaitNanos(wait.toNanos());
      return true;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
