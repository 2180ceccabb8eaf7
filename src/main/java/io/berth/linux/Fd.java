package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An owned file descriptor. Closes once; after {@link #release()} somebody else owns the number.
 */
public final class Fd implements AutoCloseable {

  private static final int GONE = -1;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;

  private final AtomicInteger number;

  private Fd(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Takes ownership of an open descriptor. */
  public static Fd own(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    return new Fd(number);
  }

  /** The descriptor's number; fails once it is closed or released. */
  public int number() {
    int n = number.get();
    if (n == GONE) {
      throw new IllegalStateException("descriptor is closed or handed over");
    }
    return n;
  }

  /** Hands the descriptor over: the caller closes it from now on. */
  public int release() {
    int n = number.getAndSet(GONE);
    if (n == GONE) {
      throw new IllegalStateException("descriptor is closed or handed over");
    }
    return n;
  }

  /** A further descriptor of the same open file, close-on-exec. */
  public Fd duplicate() {
    try {
      return new Fd(Libc.fcntl(number(), F_DUPFD_CLOEXEC, 3));
    } catch (LastErrorException e) {
      throw Errno.refused("fcntl", toString(), e);
    }
  }

  /** Whether reads and writes of this open file, whoever shares it, fail instead of waiting. */
  public void nonBlocking(boolean on) {
    try {
      int flags = Libc.fcntl(number(), F_GETFL, 0);
      Libc.fcntl(number(), F_SETFL, on ? flags | Open.NONBLOCK : flags & ~Open.NONBLOCK);
    } catch (LastErrorException e) {
      throw Errno.refused("fcntl", toString(), e);
    }
  }

  @Override
  public void close() {
    int n = number.getAndSet(GONE);
    if (n != GONE) {
      try {
        Libc.close(n);
      } catch (LastErrorException e) {
        // close(2): the descriptor is gone whatever it returns
      }
    }
  }

  @Override
  public String toString() {
    return "fd " + number.get();
  }
}
