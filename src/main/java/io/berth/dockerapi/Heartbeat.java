package io.berth.dockerapi;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Finds out that the client of a quiet stream has gone, which only a write tells, and then closes
 * what the stream waits for. {@link #close()} returns when nothing more is written.
 */
final class Heartbeat implements AutoCloseable {

  static final Duration PERIOD = Duration.ofSeconds(15);

  /** Writes something that the client skips. */
  @FunctionalInterface
  interface Probe {
    void send() throws IOException;
  }

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  Heartbeat(Duration period, Probe probe, Closeable source) {
    thread = Thread.ofVirtual().name("heartbeat").start(() -> beat(period, probe, source));
  }

  private void beat(Duration period, Probe probe, Closeable source) {
    try (source) {
      while (!over.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        probe.send();
      }
    } catch (IOException e) {
      // the client has gone, and the source is closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
