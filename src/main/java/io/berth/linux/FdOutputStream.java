package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.KernelRefused;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Writes an owned descriptor. {@link #close()} from another thread ends a blocked write, which then
 * fails. The descriptor is made non-blocking; it must not be shared with another process's end.
 */
public final class FdOutputStream extends OutputStream {

  private final WakeableFd fd;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65536);

  public FdOutputStream(Fd fd) {
    this.fd = new WakeableFd(fd);
    fd.nonBlocking(true);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    fd.working().lock();
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
      fd.working().unlock();
    }
  }

  private void writeBuffer(int length) throws IOException {
    for (int done = 0; done < length; ) {
      if (fd.isClosed()) {
        throw new IOException("stream is closed");
      }
      try {
        done +=
            (int) Libc.write(fd.fd().number(), buffer.slice(done, length - done), length - done);
      } catch (LastErrorException e) {
        if (e.getErrorCode() == Errno.EAGAIN) {
          fd.await(WakeableFd.POLLOUT);
        } else if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("write", fd.fd().toString(), e);
        }
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
