package io.berth.dockerapi;

import io.berth.container.Containers.OutputSink;
import io.berth.log.ContainerLog.Stream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Output of a process without a terminal on one connection: each piece behind a header of 8 bytes,
 * the stream's number, three zeros and the piece's length, big-endian.
 */
final class StdFrames implements OutputSink {

  static final String MULTIPLEXED = "application/vnd.docker.multiplexed-stream";
  static final String RAW = "application/vnd.docker.raw-stream";

  private static final int HEADER = 8;

  private final OutputStream out;
  private final byte[] header = new byte[HEADER];

  StdFrames(OutputStream out) {
    this.out = out;
  }

  /** A terminal's output is sent as it is, everything else in frames. */
  static OutputSink sink(OutputStream out, boolean terminal) {
    if (!terminal) {
      return new StdFrames(out);
    }
    return (stream, bytes, offset, length) -> {
      out.write(bytes, offset, length);
      out.flush();
    };
  }

  /** Framed streams have a type of their own since API 1.42. */
  static String contentType(ApiVersion version, boolean terminal) {
    return terminal || !version.atLeast(1, 42) ? RAW : MULTIPLEXED;
  }

  @Override
  public synchronized void write(Stream stream, byte[] bytes, int offset, int length)
      throws IOException {
    begin(stream, length);
    out.write(bytes, offset, length);
    out.flush();
  }

  /** An empty frame: finds out whether the client is still there. */
  synchronized void probe() throws IOException {
    begin(Stream.STDOUT, 0);
    out.flush();
  }

  /** Writes a header; the caller writes as many bytes as it said. */
  void begin(Stream stream, int length) throws IOException {
    header[0] = (byte) stream.ordinal();
    header[4] = (byte) (length >>> 24);
    header[5] = (byte) (length >>> 16);
    header[6] = (byte) (length >>> 8);
    header[7] = (byte) length;
    out.write(header, 0, HEADER);
  }
}
