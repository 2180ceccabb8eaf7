package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;

/** Wakes a thread that polls descriptors, see eventfd(2). */
final class Eventfd implements AutoCloseable {

  private final Fd fd;

  Eventfd() {
    try {
      fd = Fd.own(Libc.eventfd(0, Open.CLOEXEC | Open.NONBLOCK));
    } catch (LastErrorException e) {
      throw Errno.refused("eventfd", "", e);
    }
  }

  Fd fd() {
    return fd;
  }

  void wake() {
    Io.write(fd, ByteBuffer.allocate(8).putLong(0x0101010101010101L).array());
  }

  void clear() {
    Io.read(fd, new byte[8]);
  }

  @Override
  public void close() {
    fd.close();
  }
}
