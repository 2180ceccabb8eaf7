package io.berth.linux;

import io.berth.failure.KernelRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads an owned descriptor, for one reader at a time. {@link #close()} from another thread ends a
 * blocked read, which then returns the end: every read first polls the descriptor together with an
 * eventfd. EIO of a terminal without a process is the end too.
 */
public final class FdInputStream extends InputStream {

  private final WakeableFd fd;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65536);

  public FdInputStream(Fd fd) {
    this.fd = new WakeableFd(fd);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    fd.working().lock();
    try {
      if (length == 0) {
        return 0;
      }
      if (fd.isClosed()) {
        return -1;
      }
      fd.await(WakeableFd.POLLIN);
      if (fd.isClosed()) {
        return -1;
      }
      int n = Io.read(fd.fd(), buffer.slice(0, Math.min(length, buffer.capacity())));
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
      fd.working().unlock();
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
