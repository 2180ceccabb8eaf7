package io.berth.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MemoryEventBusTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final EventBus bus = EventBus.inMemory(8);

  @Test
  void thePastReachesOnlyAsFarAsAsked() {
    publish(0, 20);

    assertThat(ids(bus.past(START, null)))
        .containsExactly("12", "13", "14", "15", "16", "17", "18", "19");
    assertThat(ids(bus.past(second(15), second(17)))).containsExactly("15", "16", "17");
  }

  @Test
  void aSubscriberGetsThePastAndThenTheNew() throws Exception {
    publish(0, 5);
    try (var subscription = bus.subscribe(second(3))) {
      publish(5, 7);
      assertThat(drain(subscription)).containsExactly("3", "4", "5", "6");
    }
  }

  @Test
  void withoutSinceOnlyTheNewComes() throws Exception {
    publish(0, 5);
    try (var subscription = bus.subscribe(null)) {
      publish(5, 6);
      assertThat(drain(subscription)).containsExactly("5");
    }
  }

  @Test
  void aSubscriberThatFellBehindEnds() throws Exception {
    try (var slow = bus.subscribe(null)) {
      publish(0, 100);
      assertThat(slow.next(null)).isNull();
    }
  }

  @Test
  void startingWithTheWholePastLeavesRoom() throws Exception {
    publish(0, 8);
    try (var subscription = bus.subscribe(START)) {
      publish(8, 16);
      assertThat(drain(subscription)).hasSize(16);
    }
  }

  @Test
  void theDeadlineEndsTheWait() throws Exception {
    try (var subscription = bus.subscribe(null)) {
      assertThat(subscription.next(Instant.now().plusMillis(20))).isNull();
      publish(0, 1);
      assertThat(drain(subscription)).containsExactly("0");
    }
  }

  @Test
  void closingFromElsewhereEndsTheWait() throws Exception {
    var subscription = bus.subscribe(null);
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Event> waiting = threads.submit((Callable<Event>) () -> subscription.next(null));
      Thread.sleep(20);
      subscription.close();
      assertThat(waiting.get()).isNull();
    }
  }

  @Test
  void concurrentSubscribersSeeEveryEventOnceInOrder() throws Exception {
    EventBus wide = EventBus.inMemory(20_000);
    try (var threads = Executors.newCachedThreadPool()) {
      var readers = new ArrayList<Future<List<String>>>();
      for (int i = 0; i < 4; i++) {
        var subscription = wide.subscribe(START);
        readers.add(
            threads.submit(() -> {
              var seen = new ArrayList<String>();
              while (seen.size() < 10_000) {
                seen.add(subscription.next(null).actorId());
              }
              return seen;
            }));
      }
      for (int i = 0; i < 10_000; i++) {
        wide.publish(event(i));
      }
      for (var reader : readers) {
        List<String> seen = reader.get();
        for (int i = 0; i < seen.size(); i++) {
          assertThat(seen.get(i)).isEqualTo(Integer.toString(i));
        }
      }
    }
  }

  private void publish(int from, int to) {
    for (int i = from; i < to; i++) {
      bus.publish(event(i));
    }
  }

  private static Event event(int i) {
    return new Event("container", "start", Integer.toString(i), Set.of(), Map.of(), second(i));
  }

  private static Instant second(int i) {
    return START.plus(Duration.ofSeconds(i));
  }

  private static List<String> ids(List<Event> events) {
    return events.stream().map(Event::actorId).toList();
  }

  private static List<String> drain(EventBus.Subscription subscription) throws Exception {
    var seen = new ArrayList<String>();
    for (Event e; (e = subscription.next(Instant.now())) != null; ) {
      seen.add(e.actorId());
    }
    return seen;
  }
}
