package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private static final Duration SHORT = Duration.ofMillis(5);

  @Test
  void aClientThatHasGoneEndsTheSource() throws Exception {
    var beats = new AtomicInteger();
    var closed = new CountDownLatch(1);
    try (Heartbeat _ =
        new Heartbeat(
            SHORT,
            () -> {
              if (beats.incrementAndGet() == 3) {
                throw new IOException("broken pipe");
              }
            },
            closed::countDown)) {
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(beats).hasValue(3);
  }

  @Test
  void nothingIsSentAfterTheEnd() throws Exception {
    var beats = new AtomicInteger();
    var twice = new CountDownLatch(2);
    try (Heartbeat _ =
        new Heartbeat(
            SHORT,
            () -> {
              beats.incrementAndGet();
              twice.countDown();
            },
            () -> {})) {
      assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
    }
    int sent = beats.get();
    Thread.sleep(50);
    assertThat(beats).hasValue(sent);
  }
}
