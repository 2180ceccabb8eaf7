package io.berth.log;

import io.berth.log.ContainerLog.Record;
import io.berth.log.ContainerLog.Stream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A record's bytes on disk; the layout is in the package's description. */
final class Frame {

  static final int MAX_PAYLOAD = 16 << 10;
  static final int OVERHEAD = 17;
  static final int MAX_SIZE = MAX_PAYLOAD + OVERHEAD;

  private static final int HEADER = 11;
  private static final int MARKER = 0xB0;
  private static final int MARKER_MASK = 0xF8;
  private static final int PARTIAL = 4;
  private static final int STREAM_MASK = 3;
  private static final long NANOS = 1_000_000_000L;
  private static final Stream[] STREAMS = Stream.values();

  private Frame() {}

  /** Appends one record to {@code out}, which must be backed by an array and have room. */
  static void write(
      ByteBuffer out, long salt, Stream stream, long nanos, boolean partial, Slice s) {
    int start = out.position();
    out.put((byte) (MARKER | (partial ? PARTIAL : 0) | stream.ordinal()));
    out.putLong(nanos);
    out.putChar((char) s.length());
    out.put(s.bytes(), s.offset(), s.length());
    out.putInt(checksum(out, salt, start, out.position()));
    out.putChar((char) s.length());
  }

  /** The size of the whole record that starts at {@code at}, or -1 if none does. */
  static int sizeAt(ByteBuffer in, int at, long salt) {
    if (in.limit() - at < OVERHEAD || !marked(in.get(at))) {
      return -1;
    }
    int length = in.getChar(at + 9);
    int size = length + OVERHEAD;
    if (length > MAX_PAYLOAD || in.limit() - at < size) {
      return -1;
    }
    int crcAt = at + HEADER + length;
    boolean whole =
        in.getChar(crcAt + 4) == length && in.getInt(crcAt) == checksum(in, salt, at, crcAt);
    return whole ? size : -1;
  }

  /** The size of the record that ends at {@code end} of the buffer, by its own word. */
  static int sizeBefore(ByteBuffer in, int end) {
    return in.getChar(end - 2) + OVERHEAD;
  }

  static long nanosAt(ByteBuffer in, int at) {
    return in.getLong(at + 1);
  }

  static Stream streamAt(ByteBuffer in, int at) {
    return STREAMS[in.get(at) & STREAM_MASK];
  }

  static boolean partialAt(ByteBuffer in, int at) {
    return (in.get(at) & PARTIAL) != 0;
  }

  static Record recordAt(ByteBuffer in, int at, int size) {
    byte[] bytes = new byte[size - OVERHEAD];
    in.get(at + HEADER, bytes);
    return new Record(streamAt(in, at), instant(nanosAt(in, at)), bytes, partialAt(in, at));
  }

  /** Nanoseconds since the epoch; instants beyond what they can say become the nearest. */
  static long nanos(Instant at) {
    try {
      return Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano());
    } catch (ArithmeticException e) {
      return at.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static long nanos(@Nullable Instant at, long otherwise) {
    return at == null ? otherwise : nanos(at);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  private static boolean marked(byte marker) {
    return (marker & MARKER_MASK) == MARKER && (marker & STREAM_MASK) < STREAMS.length;
  }

  private static int checksum(ByteBuffer in, long salt, int from, int to) {
    var crc = new CRC32C();
    for (int shift = 56; shift >= 0; shift -= 8) {
      crc.update((int) (salt >>> shift));
    }
    crc.update(in.array(), in.arrayOffset() + from, to - from);
    return (int) crc.getValue();
  }

  /** A part of an array. */
  record Slice(byte[] bytes, int offset, int length) {}
}
