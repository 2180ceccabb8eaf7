package io.berth.registry;

import java.io.IOException;

/** Where a blob's bytes go; remembers how far it got, so that a pull can go on from there. */
public interface BlobSink {

  long offset();

  /** The source cannot continue at the offset: start at byte 0. */
  void restart() throws IOException;

  /**
   * All bytes have come.
   *
   * @throws io.berth.failure.Unavailable they are not what was asked for, and are forgotten
   */
  void verify();

  void write(byte[] bytes, int start, int length) throws IOException;
}
