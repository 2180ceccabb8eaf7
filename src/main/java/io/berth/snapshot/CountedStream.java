package io.berth.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Counts bytes and tells somebody, who may throw. */
final class CountedStream extends FilterInputStream {

  private final LongConsumer told;
  private long count;

  CountedStream(InputStream in, LongConsumer told) {
    super(in);
    this.told = told;
  }

  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      told.accept(++count);
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    int n = super.read(bytes, start, length);
    if (n > 0) {
      count += n;
      told.accept(count);
    }
    return n;
  }
}
