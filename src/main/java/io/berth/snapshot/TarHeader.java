package io.berth.snapshot;

import io.berth.linux.FileName;

/** The fields of one 512-byte header block, see tar(5). Reads the block when asked. */
final class TarHeader {

  private final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  /** Fails unless the checksum is right, summed as unsigned or, as old tars did, signed bytes. */
  void verify() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < TarReader.BLOCK; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    long expected = number(148, 8);
    if (expected != unsigned && expected != signed) {
      throw TarReader.malformed("invalid header checksum");
    }
  }

  String name() {
    boolean ustar = block[257] == 'u' && block[262] == 0;
    String prefix = ustar ? text(345, 155) : "";
    String name = text(0, 100);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  char type() {
    return (char) (block[156] & 0xff);
  }

  String linkName() {
    return text(157, 100);
  }

  int mode() {
    return (int) number(100, 8) & 07777;
  }

  long uid() {
    return number(108, 8);
  }

  long gid() {
    return number(116, 8);
  }

  long size() {
    long size = number(124, 12);
    if (size < 0) {
      throw TarReader.malformed("negative size");
    }
    return size;
  }

  long modified() {
    return number(136, 12);
  }

  int deviceMajor() {
    return (int) number(329, 8);
  }

  int deviceMinor() {
    return (int) number(337, 8);
  }

  private String text(int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return FileName.decode(block, at, end - at);
  }

  /** Octal digits, or two's complement when the first byte's highest bit is set (GNU). */
  private long number(int at, int length) {
    if ((block[at] & 0x80) != 0) {
      return binary(at, length);
    }
    long value = 0;
    boolean digits = false;
    for (int i = at; i < at + length; i++) {
      byte b = block[i];
      if (b >= '0' && b <= '7') {
        value = value << 3 | (b - '0');
        digits = true;
      } else if ((b == ' ' || b == 0) && digits) {
        return value;
      } else if (b != ' ' && b != 0) {
        throw TarReader.malformed("invalid number in a header");
      }
    }
    return value;
  }

  private long binary(int at, int length) {
    boolean negative = (block[at] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = at; i < at + length; i++) {
      int b = block[i] & 0xff;
      int bits = i == at ? (negative ? b | 0x80 : b & 0x7f) : b;
      if (value >>> 55 != (negative ? 0x1ff : 0)) {
        throw TarReader.malformed("number too large in a header");
      }
      value = value << 8 | bits;
    }
    return value;
  }
}
