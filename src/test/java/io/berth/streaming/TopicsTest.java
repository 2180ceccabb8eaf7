package io.berth.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Event;
import io.berth.event.EventBus;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicsTest {

  private static final int REMEMBERED = 2000;

  private final EventBus bus = EventBus.inMemory(REMEMBERED);
  private final Topics topics = new Topics(() -> bus.subscribe(null));

  @Test
  void aChangeIsToldSoonWithThoseThatCameWithIt() throws InterruptedException {
    publish("container", "start");
    publish("network", "connect");
    long begin = System.nanoTime();
    assertThat(topics.next()).containsExactly("container", "network");
    assertThat(millisSince(begin)).isLessThan(400);
  }

  @Test
  void aFloodIsToldOfTwiceASecondAndItsEndIsNotMissed() throws Exception {
    var flood =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 1000; i++) {
            publish("container", "start");
            sleep(2);
          }
          publish("volume", "create");
        });
    long begin = System.nanoTime();
    int told = 0;
    for (Set<String> now = Set.of(); !now.contains("volume"); told++) {
      now = topics.next();
    }
    assertThat(told).isLessThanOrEqualTo(3 + (int) (millisSince(begin) / 500));
    flood.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatChangesNothingIsNotTold() throws Exception {
    publish("container", "top");
    publish("container", "exec_create: sh");
    publish("container", "attach");
    var next = CompletableFuture.supplyAsync(this::nextQuietly);
    Thread.sleep(700);
    assertThat(next).isNotDone();
    publish("container", "exec_die");
    assertThat(next.get(5, TimeUnit.SECONDS)).containsExactly("exec");
  }

  @Test
  void everythingMayHaveChangedWhenTooMuchHappened() throws InterruptedException {
    for (int i = 0; i < 3 * REMEMBERED; i++) {
      publish("container", "start");
    }
    assertThat(topics.next()).contains("container", "exec", "image", "network", "volume");
    publish("image", "tag");
    assertThat(topics.next()).containsExactly("image");
  }

  @Test
  void closingEndsAWait() throws Exception {
    var next = CompletableFuture.supplyAsync(this::nextQuietly);
    Thread.sleep(50);
    topics.close();
    assertThat(next.get(5, TimeUnit.SECONDS)).isEmpty();
  }

  private Set<String> nextQuietly() {
    try {
      return topics.next();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void publish(String type, String action) {
    bus.publish(new Event(type, action, "x", Set.of(), Map.of(), Instant.now()));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
