package io.berth.registry;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes streams that bring nothing for too long, which makes their reader fail. */
final class StallGuard implements AutoCloseable {

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("registry-stalls").factory());
  private final long idleNanos;

  StallGuard(Duration idle) {
    this.idleNanos = idle.toNanos();
  }

  Watch watch(Closeable stream) {
    return new Watch(stream);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Watches one stream until it is closed. */
  final class Watch implements AutoCloseable {

    private final Closeable stream;
    private final ScheduledFuture<?> check;
    private volatile long last = System.nanoTime();

    private Watch(Closeable stream) {
      this.stream = stream;
      this.check =
          timer.scheduleWithFixedDelay(
              this::look, idleNanos / 4, idleNanos / 4, TimeUnit.NANOSECONDS);
    }

    void progress() {
      last = System.nanoTime();
    }

    private void look() {
      if (System.nanoTime() - last > idleNanos) {
        try {
          stream.close();
        } catch (IOException e) {
          // its reader finds out
        }
      }
    }

    @Override
    public void close() {
      check.cancel(false);
    }
  }
}
