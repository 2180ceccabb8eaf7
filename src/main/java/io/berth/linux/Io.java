package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;

/** Reading and writing of descriptors, going on after a signal. Blocks the calling thread. */
public final class Io {

  private Io() {}

  /** Returns the number of bytes read, 0 at the end. */
  public static int read(Fd fd, byte[] buffer) {
    while (true) {
      try {
        return (int) Libc.read(fd.number(), buffer, buffer.length);
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("read", fd.toString(), e);
        }
      }
    }
  }

  /** Reads into what remains of a direct buffer, whose position is left alone. */
  public static int read(Fd fd, ByteBuffer direct) {
    while (true) {
      try {
        return (int) Libc.read(fd.number(), direct, direct.remaining());
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("read", fd.toString(), e);
        }
      }
    }
  }

  /** Writes everything. */
  public static void write(Fd fd, ByteBuffer direct) {
    ByteBuffer rest = direct.slice();
    while (rest.hasRemaining()) {
      try {
        int n = (int) Libc.write(fd.number(), rest, rest.remaining());
        rest = rest.slice(n, rest.remaining() - n);
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("write", fd.toString(), e);
        }
      }
    }
  }

  /**
   * Writes what a non-blocking descriptor takes now, 0 when it is full.
   *
   * @throws io.berth.failure.KernelRefused such as EPIPE: nobody reads any more
   */
  public static int writeSome(Fd fd, ByteBuffer direct) {
    try {
      return (int) Libc.write(fd.number(), direct, direct.remaining());
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Errno.EAGAIN || e.getErrorCode() == Errno.EINTR) {
        return 0;
      }
      throw Errno.refused("write", fd.toString(), e);
    }
  }

  /** Writes in one call, as files of the kernel want it. */
  public static void write(Fd fd, byte[] bytes) {
    try {
      Libc.write(fd.number(), bytes, bytes.length);
    } catch (LastErrorException e) {
      throw Errno.refused("write", fd.toString(), e);
    }
  }
}
