package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Waits for many descriptors, see epoll(7). */
final class Epoll implements AutoCloseable {

  private static final int ADD = 1;
  private static final int DELETE = 2;
  static final int EPOLLIN = 1;
  static final int EPOLLOUT = 4;
  // the structure is packed on x86-64 only
  private static final int DATA = SyscallNumber.arm64() ? 8 : 4;
  private static final int SIZE = DATA + 8;
  private static final int BATCH = 64;

  private final Fd fd;
  private final byte[] events = new byte[SIZE * BATCH];

  Epoll() {
    try {
      fd = Fd.own(Libc.epoll_create1(Open.CLOEXEC));
    } catch (LastErrorException e) {
      throw Errno.refused("epoll_create1", "", e);
    }
  }

  void add(Fd watched) {
    add(watched, EPOLLIN);
  }

  void add(Fd watched, int events) {
    control(ADD, watched, events);
  }

  void remove(Fd watched) {
    control(DELETE, watched, 0);
  }

  private void control(int operation, Fd watched, int events) {
    byte[] event =
        ByteBuffer.allocate(SIZE)
            .order(ByteOrder.nativeOrder())
            .putInt(0, events)
            .putLong(DATA, watched.number())
            .array();
    try {
      Libc.epoll_ctl(fd.number(), operation, watched.number(), event);
    } catch (LastErrorException e) {
      throw Errno.refused("epoll_ctl", watched.toString(), e);
    }
  }

  /** Blocks until some are ready and returns their numbers. For one thread. */
  int[] await() {
    while (true) {
      try {
        int n = Libc.epoll_wait(fd.number(), events, BATCH, -1);
        ByteBuffer b = ByteBuffer.wrap(events).order(ByteOrder.nativeOrder());
        int[] ready = new int[n];
        for (int i = 0; i < n; i++) {
          ready[i] = (int) b.getLong(i * SIZE + DATA);
        }
        return ready;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("epoll_wait", fd.toString(), e);
        }
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
