package io.berth.keeper.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being read. Whatever they are, reading them ends in {@link BadMessage} at worst, and takes
 * no more memory than a multiple of their number.
 */
final class Source {

  private static final int DEEPEST = 32;

  /** The smallest value is one byte here, and many in memory. */
  private static final int MOST_VALUES = 1 << 18;

  private final byte[] bytes;
  private int position;
  private int values;

  Source(byte[] bytes) {
    this.bytes = bytes;
  }

  private void require(int length) {
    if (length < 0 || length > bytes.length - position) {
      throw new BadMessage("message ends early");
    }
  }

  int peek() {
    require(1);
    return bytes[position];
  }

  int tag() {
    if (++values > MOST_VALUES) {
      throw new BadMessage("message of too many values");
    }
    require(1);
    return bytes[position++];
  }

  void expect(int tag) {
    int found = tag();
    if (found != tag) {
      throw new BadMessage("value of kind " + found + " instead of " + tag);
    }
  }

  /** Takes the empty value's tag, if that is what comes. */
  boolean isNothing() {
    if (peek() != Tag.NOTHING) {
      return false;
    }
    tag();
    return true;
  }

  /** Everything that is counted takes at least a byte. */
  int count() {
    require(Integer.BYTES);
    int count = (int) get(Integer.BYTES);
    require(count);
    return count;
  }

  long number() {
    require(Long.BYTES);
    return get(Long.BYTES);
  }

  private long get(int size) {
    long number = 0;
    for (int i = 0; i < size; i++) {
      number = number << 8 | bytes[position++] & 0xff;
    }
    return number;
  }

  String text() {
    int length = count();
    position += length;
    return new String(bytes, position - length, length, StandardCharsets.UTF_8);
  }

  /** Takes what {@link Sink#encoded} gave, if that is what comes. */
  boolean isNext(byte[] encoded) {
    int end = position + encoded.length;
    if (end > bytes.length || !Arrays.equals(bytes, position, end, encoded, 0, encoded.length)) {
      return false;
    }
    position = end;
    return true;
  }

  /** Passes a value over that nobody knows. */
  void skip() {
    skip(0);
  }

  private void skip(int depth) {
    if (depth > DEEPEST) {
      throw new BadMessage("message is nested too deeply");
    }
    int tag = tag();
    switch (tag) {
      case Tag.NOTHING, Tag.FALSE, Tag.TRUE -> {}
      case Tag.NUMBER -> number();
      case Tag.TEXT -> text();
      case Tag.LIST -> {
        for (int left = count(); left > 0; left--) {
          skip(depth + 1);
        }
      }
      case Tag.RECORD -> {
        text();
        for (int left = count(); left > 0; left--) {
          text();
          skip(depth + 1);
        }
      }
      default -> throw new BadMessage("unknown kind of value: " + tag);
    }
  }

  void requireEnd() {
    if (position < bytes.length) {
      throw new BadMessage("not one record");
    }
  }
}
