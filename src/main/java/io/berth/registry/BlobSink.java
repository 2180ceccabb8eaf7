package io.berth.registry;

import java.io.IOException;

/** Where a blob's bytes go; remembers how far it got, so that a pull can go on from there. */
public interface BlobSink {

  long offset();

  /** The source cannot continue at the offset: start at byte 0. */
  void restart() throws IOException;

  void write(byte[] bytes, int start, int length) throws IOException;
}
