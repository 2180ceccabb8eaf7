package io.berth.team;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.event.EventBus.Subscription;
import io.berth.security.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The events of what the caller sees, for those who show them. Thread-safe. */
@Component
public class SeenEvents {

  private final EventBus bus;
  private final Ownership ownership;

  SeenEvents(EventBus bus, Ownership ownership) {
    this.bus = bus;
    this.ownership = ownership;
  }

  /** As {@link EventBus#past}. */
  public List<Event> past(Instant since, @Nullable Instant until) {
    Caller caller = Caller.current();
    return bus.past(since, until).stream().filter(event -> sees(caller, event)).toList();
  }

  /** As {@link EventBus#subscribe}; for the present caller, whatever thread reads. */
  public Subscription subscribe(@Nullable Instant since) {
    return new Seen(Caller.current(), bus.subscribe(since));
  }

  private boolean sees(Caller caller, Event event) {
    return ownership.sees(caller, new Owners(event.teams()));
  }

  private final class Seen implements Subscription {

    private final Caller caller;
    private final Subscription all;

    Seen(Caller caller, Subscription all) {
      this.caller = caller;
      this.all = all;
    }

    @Override
    public @Nullable Event next(@Nullable Instant deadline) throws InterruptedException {
      Event event = all.next(deadline);
      while (event != null && !sees(caller, event)) {
        event = all.next(deadline);
      }
      return event;
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
