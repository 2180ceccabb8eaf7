package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An owned descriptor that one thread at a time works on and any other may close: a wait for the
 * descriptor polls it together with an eventfd, which {@link #close()} wakes.
 */
final class WakeableFd implements AutoCloseable {

  static final int POLLIN = 1;
  static final int POLLOUT = 4;

  private final Fd fd;
  private final Eventfd closing = new Eventfd();
  private final ReentrantLock working = new ReentrantLock();
  private volatile boolean closed;

  WakeableFd(Fd fd) {
    this.fd = fd;
  }

  Fd fd() {
    return fd;
  }

  boolean isClosed() {
    return closed;
  }

  /** Held while the descriptor is in use; it is not closed before. */
  ReentrantLock working() {
    return working;
  }

  /** Waits until one of the events or the close. */
  void await(int events) {
    while (true) {
      int[] polled = {fd.number(), events, closing.fd().number(), POLLIN};
      try {
        Libc.poll(polled, 2, -1);
        return;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("poll", fd.toString(), e);
        }
      }
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      closing.wake();
    } catch (IllegalStateException e) {
      return; // another thread closes already
    }
    working.lock();
    try {
      fd.close();
      closing.close();
    } finally {
      working.unlock();
    }
  }
}
