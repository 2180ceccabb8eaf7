package io.berth.streaming;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last output of a terminal as raw bytes; each has its place in the whole. Appended to by one
 * thread, read by any number, each at its own pace.
 */
final class Scrollback {

  static final int CAPACITY = 256 << 10;

  private static final int LARGEST_PIECE = 32 << 10;
  private static final int LONGEST_LINE = 4 << 10;

  private final byte[] ring = new byte[CAPACITY];
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private long end;
  private boolean closed;

  /**
   * @param from its first byte's place
   */
  record Piece(long from, byte[] bytes) {
    long to() {
      return from + bytes.length;
    }
  }

  void append(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      for (int i = Math.max(0, length - CAPACITY); i < length; i++) {
        ring[(int) ((end + i) % CAPACITY)] = bytes[offset + i];
      }
      end += length;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No more comes. */
  void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /** Whether everything since then is kept. */
  boolean reachesBackTo(long place) {
    lock.lock();
    try {
      return place >= oldest() && place <= end;
    } finally {
      lock.unlock();
    }
  }

  /** Where what is kept begins, at a line's beginning where one is near. */
  long beginning() {
    lock.lock();
    try {
      long oldest = oldest();
      for (long i = oldest; oldest > 0 && i < Math.min(end, oldest + LONGEST_LINE); i++) {
        if (ring[(int) (i % CAPACITY)] == '\n') {
          return i + 1;
        }
      }
      return oldest;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for what comes after a place, or for what is kept of it.
   *
   * @return null when no more comes
   */
  @Nullable Piece after(long place) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (place >= end && !closed) {
        grown.await();
      }
      if (place >= end) {
        return null;
      }
      long from = place >= oldest() ? place : beginning();
      byte[] bytes = new byte[(int) Math.min(LARGEST_PIECE, end - from)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = ring[(int) ((from + i) % CAPACITY)];
      }
      return new Piece(from, bytes);
    } finally {
      lock.unlock();
    }
  }

  private long oldest() {
    return Math.max(0, end - CAPACITY);
  }
}
