package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.KernelRefused;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes an owned descriptor. {@link #close()} from another thread ends a blocked write, which then
 * fails. The descriptor is made non-blocking; it must not be shared with another process's end.
 */
public final class FdOutputStream extends OutputStream {

  private static final int POLLIN = 1;
  private static final int POLLOUT = 4;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;

  private final Fd fd;
  private final Eventfd closing = new Eventfd();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean closed;

  public FdOutputStream(Fd fd) {
    this.fd = fd;
    try {
      Libc.fcntl(fd.number(), F_SETFL, Libc.fcntl(fd.number(), F_GETFL, 0) | Open.NONBLOCK);
    } catch (LastErrorException e) {
      throw Errno.refused("fcntl", fd.toString(), e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    writing.lock();
    try {
      for (int done = 0; done < length; ) {
        int n = Math.min(length - done, buffer.capacity());
        buffer.put(0, source, offset + done, n);
        writeBuffer(n);
        done += n;
      }
    } catch (KernelRefused e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      writing.unlock();
    }
  }

  private void writeBuffer(int length) throws IOException {
    for (int done = 0; done < length; ) {
      if (closed) {
        throw new IOException("stream is closed");
      }
      try {
        done += (int) Libc.write(fd.number(), buffer.slice(done, length - done), length - done);
      } catch (LastErrorException e) {
        if (e.getErrorCode() == Errno.EAGAIN) {
          awaitSpace();
        } else if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("write", fd.toString(), e);
        }
      }
    }
  }

  private void awaitSpace() {
    int[] polled = {fd.number(), POLLOUT, closing.fd().number(), POLLIN};
    try {
      Libc.poll(polled, 2, -1);
    } catch (LastErrorException e) {
      if (e.getErrorCode() != Errno.EINTR) {
        throw Errno.refused("poll", fd.toString(), e);
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
    writing.lock();
    try {
      fd.close();
      closing.close();
    } finally {
      writing.unlock();
    }
  }
}
