package io.berth.container;

import io.berth.failure.Conflict;
import io.berth.failure.Unavailable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Who writes into a container's files from outside. The kernel wants a writable layer mounted once
 * at a time: writers share the mount of a container that runs, one alone has that of one that does
 * not, and a start waits for all of them, but not for ever.
 */
final class FileWrites {

  private static final int ALL = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Semaphore places = new Semaphore(ALL, true);

  /** A writer, until it is closed. Does not hold the container's lock. */
  interface Writer extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for its turn, without the container's lock in the meantime. */
  Writer begin(Container container) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      container.lock.lock();
      try {
        int taken = container.run == null ? ALL : 1;
        if (places.tryAcquire(taken)) {
          return () -> places.release(taken);
        }
      } finally {
        container.lock.unlock();
      }
      if (System.nanoTime() > end) {
        throw busy(container.id);
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /** Called with the container's lock held, so that none begins before the start is over. */
  void requireNone(String id) {
    try {
      if (!places.tryAcquire(ALL, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw busy(id);
      }
      places.release(ALL);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Conflict busy(String id) {
    return new Conflict(
        "files are being copied into container " + id + ": try again when that is done");
  }

  private static Unavailable interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new Unavailable("interrupted while files were copied", e);
  }
}
