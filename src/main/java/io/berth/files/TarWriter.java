package io.berth.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.berth.linux.FileName;
import io.berth.snapshot.TarEntry;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes an archive as Docker does: ustar, and PAX headers for what does not fit there. Names are
 * written as the bytes they are. Times are whole seconds.
 */
final class TarWriter {

  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final byte[] NOTHING = new byte[BLOCK * 16];

  private final OutputStream out;
  private long written;
  private boolean began;

  TarWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, BLOCK * 128);
  }

  /**
   * Begins an entry; its {@code size} bytes of content follow.
   *
   * @param entry its mode with the file's type
   */
  void begin(TarEntry entry) throws IOException {
    began = true;
    pad();
    byte[] name = FileName.encode(entry.name());
    byte[] target = FileName.encode(entry.linkName());
    Map<String, byte[]> more = new LinkedHashMap<>();
    text(more, "path", name);
    text(more, "linkpath", target);
    number(more, "size", entry.size(), 12);
    number(more, "uid", Integer.toUnsignedLong(entry.uid()), 8);
    number(more, "gid", Integer.toUnsignedLong(entry.gid()), 8);
    number(more, "mtime", entry.modifiedSeconds(), 12);
    entry.attributes().forEach((key, value) -> more.put("SCHILY.xattr." + key, value));
    if (!more.isEmpty()) {
      byte[] records = records(more);
      TarEntry pax =
          new TarEntry("PaxHeaders.0/file", 'x', "", 0, 0, 0, records.length, 0, 0, 0, 0, Map.of());
      out.write(header(pax, ascii(pax.name()), new byte[0]));
      write(records, records.length);
      pad();
    }
    out.write(header(entry, name, target));
  }

  boolean hasEntries() {
    return began;
  }

  void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    written += length;
  }

  void zeros(long count) throws IOException {
    for (long left = count; left > 0; ) {
      int n = (int) Math.min(left, NOTHING.length);
      write(NOTHING, n);
      left -= n;
    }
  }

  /** The archive's end; the stream stays open. */
  void finish() throws IOException {
    pad();
    zeros(2L * BLOCK);
    out.flush();
  }

  private void pad() throws IOException {
    zeros((BLOCK - written % BLOCK) % BLOCK);
  }

  private static byte[] header(TarEntry entry, byte[] name, byte[] target) {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, Math.min(NAME, name.length));
    octal(block, 100, 8, entry.mode());
    octal(block, 108, 8, Integer.toUnsignedLong(entry.uid()));
    octal(block, 116, 8, Integer.toUnsignedLong(entry.gid()));
    octal(block, 124, 12, entry.size());
    octal(block, 136, 12, entry.modifiedSeconds());
    block[156] = (byte) entry.type();
    System.arraycopy(target, 0, block, 157, Math.min(NAME, target.length));
    System.arraycopy(ascii("ustar\0" + "00"), 0, block, 257, 8);
    octal(block, 329, 8, entry.deviceMajor());
    octal(block, 337, 8, entry.deviceMinor());
    int sum = 8 * ' ';
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 7, sum);
    block[155] = ' ';
    return block;
  }

  /** Left empty when it does not fit: a PAX record has it then. */
  private static void octal(byte[] block, int at, int width, long value) {
    String digits = Long.toOctalString(fits(value, width) ? value : 0);
    String text = "0".repeat(width - 1 - digits.length()) + digits;
    System.arraycopy(ascii(text), 0, block, at, width - 1);
  }

  private static boolean fits(long value, int width) {
    return value >= 0 && value < 1L << 3 * (width - 1);
  }

  private static void text(Map<String, byte[]> more, String key, byte[] value) {
    boolean plain = value.length <= NAME;
    for (byte b : value) {
      plain &= b >= ' ' && b < 0x7f;
    }
    if (!plain) {
      more.put(key, value);
    }
  }

  private static void number(Map<String, byte[]> more, String key, long value, int width) {
    if (!fits(value, width)) {
      more.put(key, ascii(Long.toString(value)));
    }
  }

  private static byte[] records(Map<String, byte[]> more) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    more.forEach((key, value) -> {
      int rest = key.length() + value.length + 3;
      int length = rest + Integer.toString(rest).length();
      length = rest + Integer.toString(length).length();
      all.writeBytes(ascii(length + " " + key + "="));
      all.writeBytes(value);
      all.write('\n');
    });
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
