package io.berth.snapshot;

import java.io.IOException;
import java.io.InputStream;

/** One entry's content as a stream; closing it leaves the archive open. */
final class TarContent extends InputStream {

  private final TarReader archive;
  private final byte[] buffer = new byte[64 * 1024];
  private int at;
  private int end;

  TarContent(TarReader archive) {
    this.archive = archive;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, end - at);
    System.arraycopy(buffer, at, bytes, start, n);
    at += n;
    return n;
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, archive.read(buffer));
    }
    return at < end;
  }
}
