package io.berth.dockerapi;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/**
 * Tomcat's upgraded input throws at the end of what the client sends, and does not notice at all
 * when TLS has told of it together with the last bytes; a stream should end. Takes from Tomcat all
 * that has come each time, so that nothing is left there when the end is known.
 */
final class HalfClosing extends InputStream {

  /** More than a record of TLS holds. */
  private static final int BUFFER_BYTES = 32 << 10;

  private final InputStream in;
  private final BooleanSupplier told;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private boolean ended;

  /**
   * @param told whether the client has said, within TLS, that it sends no more
   */
  HalfClosing(InputStream in, BooleanSupplier told) {
    this.in = in;
    this.told = told;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(buffer, at, bytes, offset, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = 0;
    if (ended || told.getAsBoolean()) {
      return false;
    }
    try {
      end = Math.max(0, in.read(buffer));
    } catch (IOException e) {
      if (!(e instanceof EOFException) && !told.getAsBoolean()) {
        throw e;
      }
    }
    ended = end == 0;
    return !ended;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
