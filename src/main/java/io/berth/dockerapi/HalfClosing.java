package io.berth.dockerapi;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tomcat's upgraded input throws at the end of what the client sends; a stream should end. */
final class HalfClosing extends FilterInputStream {

  private boolean ended;

  HalfClosing(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    try {
      int count = super.read(bytes, offset, length);
      ended = count < 0;
      return count;
    } catch (EOFException e) {
      ended = true;
      return -1;
    }
  }
}
