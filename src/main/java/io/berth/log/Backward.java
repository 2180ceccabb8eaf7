package io.berth.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks over a file's records towards its beginning. */
final class Backward {

  private static final int WINDOW = 2 * Frame.MAX_SIZE;

  private final LogFile file;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private long offset;
  private int at;
  private int size;

  Backward(LogFile file, long end) {
    this.file = file;
    this.offset = end;
  }

  /** The beginning of the record that was passed last. */
  long offset() {
    return offset;
  }

  /** Passes the record before; false at the beginning, and where there is no whole record. */
  boolean retreat() throws IOException {
    if (!file.readable() || offset - LogFile.HEADER < Frame.OVERHEAD) {
      return false;
    }
    if (at < Frame.OVERHEAD || at < Frame.sizeBefore(window, at)) {
      refill();
      if (at < Frame.OVERHEAD) {
        return false;
      }
    }
    size = Frame.sizeBefore(window, at);
    if (size > at || Frame.sizeAt(window, at - size, file.salt()) != size) {
      return false;
    }
    at -= size;
    offset -= size;
    return true;
  }

  private void refill() throws IOException {
    int length = (int) Math.min(WINDOW, offset - LogFile.HEADER);
    window.clear().limit(length);
    at = file.fill(window, offset - length);
    window.flip();
  }

  long nanos() {
    return Frame.nanosAt(window, at);
  }

  ContainerLog.Stream stream() {
    return Frame.streamAt(window, at);
  }

  boolean partial() {
    return Frame.partialAt(window, at);
  }

  ContainerLog.Record record() {
    return Frame.recordAt(window, at, size);
  }
}
