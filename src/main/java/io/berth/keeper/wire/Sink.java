package io.berth.keeper.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written. Numbers are big-endian. */
final class Sink {

  private byte[] bytes = new byte[2048];
  private int length;

  private void room(int wanted) {
    if (bytes.length - length < wanted) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + wanted));
    }
  }

  void tag(int tag) {
    room(1);
    bytes[length++] = (byte) tag;
  }

  void count(int count) {
    room(Integer.BYTES);
    put(count, Integer.BYTES);
  }

  /** A count that is known later: returns what {@link #closeCount} wants. */
  int openCount() {
    count(0);
    return length - Integer.BYTES;
  }

  void closeCount(int at, int count) {
    int end = length;
    length = at;
    put(count, Integer.BYTES);
    length = end;
  }

  void number(long number) {
    room(Long.BYTES);
    put(number, Long.BYTES);
  }

  private void put(long number, int size) {
    for (int shift = 8 * size - 8; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (number >> shift);
    }
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    count(utf8.length);
    raw(utf8);
  }

  void raw(byte[] part) {
    room(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** What {@link #text} writes. */
  static byte[] encoded(String text) {
    Sink sink = new Sink();
    sink.text(text);
    return sink.bytes();
  }
}
