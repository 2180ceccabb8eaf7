package io.berth.log;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What one reader that follows waits for. Told by any thread. */
final class Follower {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private long changes;
  private volatile boolean ended;

  /** The log's files have changed. */
  void changed() {
    lock.lock();
    try {
      changes++;
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No more comes. */
  void end() {
    ended = true;
    changed();
  }

  boolean ended() {
    return ended;
  }

  long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a change after so many.
   *
   * @return false when {@code nanos} are over
   */
  boolean await(long changesSeen, long nanos) throws InterruptedIOException {
    lock.lock();
    try {
      long left = nanos;
      while (changes == changesSeen) {
        if (left <= 0) {
          return false;
        }
        left = told.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following a log");
    } finally {
      lock.unlock();
    }
  }
}
