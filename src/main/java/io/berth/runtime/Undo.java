package io.berth.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes back, last first, what was done so far, unless {@link #commit()} was reached. Every step is
 * tried; failures of undoing are kept with the failure that caused it.
 */
final class Undo implements AutoCloseable {

  private final Deque<Runnable> steps = new ArrayDeque<>();

  void push(Runnable step) {
    steps.push(step);
  }

  void commit() {
    steps.clear();
  }

  /** Undoes everything because of a failure, which keeps the failures of undoing. */
  <E extends Throwable> E because(E failure) {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  @Override
  public void close() {
    if (!steps.isEmpty()) {
      IllegalStateException collected = because(new IllegalStateException("undoing failed"));
      if (collected.getSuppressed().length > 0) {
        throw collected;
      }
    }
  }
}
