package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.KernelRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads an owned descriptor, for one reader at a time. {@link #close()} from another thread ends a
 * blocked read, which then returns the end: every read first polls the descriptor together with an
 * eventfd. EIO of a terminal without a process is the end too.
 */
public final class FdInputStream extends InputStream {

  private static final int POLLIN = 1;

  private final Fd fd;
  private final Eventfd closing = new Eventfd();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closed;

  public FdInputStream(Fd fd) {
    this.fd = fd;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    reading.lock();
    try {
      if (length == 0) {
        return 0;
      }
      if (closed || !awaitData()) {
        return -1;
      }
      int n = Io.read(fd, buffer.slice(0, Math.min(length, buffer.capacity())));
      if (n == 0) {
        return -1;
      }
      buffer.get(0, target, offset, n);
      return n;
    } catch (KernelRefused e) {
      if (e.errno() == Errno.EIO) {
        return -1;
      }
      throw new IOException(e.getMessage(), e);
    } finally {
      reading.unlock();
    }
  }

  /** False when the stream was closed meanwhile. */
  private boolean awaitData() {
    while (true) {
      int[] polled = {fd.number(), POLLIN, closing.fd().number(), POLLIN};
      try {
        Libc.poll(polled, 2, -1);
        return !closed;
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
    reading.lock();
    try {
      fd.close();
      closing.close();
    } finally {
      reading.unlock();
    }
  }
}
