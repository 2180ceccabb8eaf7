package io.berth.streaming;

import io.berth.log.ContainerLog;
import java.nio.ByteBuffer;

/**
 * A log's record as browsers get it: a byte 1 for stdout or 2 for stderr, its time in nanoseconds
 * since the epoch (8 bytes, big-endian), then the output as it was.
 */
final class LogMessage {

  private static final int HEADER = 9;

  private LogMessage() {}

  static byte[] of(ContainerLog.Record record) {
    return put(ByteBuffer.allocate(HEADER + record.bytes().length), record).array();
  }

  /** With its length before it (4 bytes, big-endian). */
  static byte[] framed(ContainerLog.Record record) {
    int length = HEADER + record.bytes().length;
    return put(ByteBuffer.allocate(Integer.BYTES + length).putInt(length), record).array();
  }

  private static ByteBuffer put(ByteBuffer out, ContainerLog.Record record) {
    return out.put((byte) (record.stream() == ContainerLog.Stream.STDERR ? 2 : 1))
        .putLong(LogPosition.nanos(record.at()))
        .put(record.bytes());
  }
}
