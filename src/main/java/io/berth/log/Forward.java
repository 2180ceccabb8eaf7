package io.berth.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks over a file's records towards its end. */
final class Forward {

  private static final int WINDOW = 2 * Frame.MAX_SIZE;

  private final LogFile file;
  private final ByteBuffer window;
  private long offset;
  private int at;
  private int size;

  Forward(LogFile file, long offset, ByteBuffer window) {
    this.file = file;
    this.offset = offset;
    this.window = window.limit(0);
  }

  static ByteBuffer newWindow() {
    return ByteBuffer.allocate(WINDOW);
  }

  LogFile file() {
    return file;
  }

  /** The end of the record that was passed last. */
  long offset() {
    return offset;
  }

  /**
   * Passes the next record if a whole one lies before {@code limit}. What is not whole yet is read
   * again the next time.
   */
  boolean advance(long limit) throws IOException {
    if (!file.readable()) {
      return false;
    }
    at += size;
    size = Frame.sizeAt(window, at, file.salt());
    if (size < 0 && offset < limit) {
      refill(limit);
      size = Frame.sizeAt(window, at, file.salt());
    }
    if (size < 0 || offset + size > limit) {
      size = 0;
      return false;
    }
    offset += size;
    return true;
  }

  private void refill(long limit) throws IOException {
    window.clear().limit((int) Math.min(WINDOW, limit - offset));
    file.fill(window, offset);
    window.flip();
    at = 0;
  }

  long nanos() {
    return Frame.nanosAt(window, at);
  }

  ContainerLog.Stream stream() {
    return Frame.streamAt(window, at);
  }

  ContainerLog.Record record() {
    return Frame.recordAt(window, at, size);
  }
}
