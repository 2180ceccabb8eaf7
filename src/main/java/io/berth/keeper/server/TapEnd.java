package io.berth.keeper.server;

import io.berth.linux.Fd;
import io.berth.linux.Io;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The writing end of a tap, with what it had no room for. */
final class TapEnd implements AutoCloseable {

  private static final byte[] NOTHING = {};

  private final Fd pipe;
  private final Outlet outlet;
  private byte[] kept = NOTHING;
  private int written;

  /** Takes the pipe over. */
  TapEnd(Fd pipe, Outlet outlet) {
    this.pipe = pipe;
    this.outlet = outlet;
    pipe.nonBlocking(true);
  }

  Fd pipe() {
    return pipe;
  }

  Outlet outlet() {
    return outlet;
  }

  boolean isEmpty() {
    return written == kept.length;
  }

  void keep(byte[] bytes, int from, int to) {
    kept = Arrays.copyOfRange(bytes, from, to);
    written = 0;
  }

  /**
   * Writes what is kept, as far as there is room.
   *
   * @param direct used on the way
   * @return whether everything is written
   */
  boolean flush(ByteBuffer direct) {
    int rest = kept.length - written;
    direct.put(0, kept, written, rest);
    written += Io.writeSome(pipe, direct.slice(0, rest));
    if (isEmpty()) {
      kept = NOTHING;
      written = 0;
      return true;
    }
    return false;
  }

  @Override
  public void close() {
    pipe.close();
  }
}
