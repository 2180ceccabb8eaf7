package io.berth.network;

import java.io.Closeable;
import java.io.IOException;

/** Closes what is of no more use. */
final class Quietly {

  private Quietly() {}

  static void close(Closeable resource) {
    try {
      resource.close();
    } catch (IOException ignored) {
      // It is given up either way.
    }
  }

  /** Waits before a failed call, such as one out of descriptors, is tried again. */
  static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a thread's end, which is near; an interrupt is kept for later. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
