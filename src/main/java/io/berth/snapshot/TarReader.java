package io.berth.snapshot;

import io.berth.failure.InvalidRequest;
import io.berth.linux.FileName;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads ustar, PAX and GNU archives, entry by entry. Unlike commons-compress it keeps extended
 * attributes and names as bytes and takes a bounded amount of memory from hostile headers.
 */
public final class TarReader {

  static final int BLOCK = 512;
  private static final int MAX_METADATA = 1 << 20;
  private static final int MAX_METADATA_HEADERS = 8;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private long remaining;
  private int padding;

  public TarReader(InputStream in) {
    this.in = in;
  }

  /** The next entry, or null at the archive's end. Skips what was not read of the last one. */
  public @Nullable TarEntry next() throws IOException {
    skipContent();
    PaxHeader pax = new PaxHeader();
    String longName = null;
    String longLink = null;
    for (int headers = 0; readHeader(); headers++) {
      if (headers > MAX_METADATA_HEADERS) {
        throw malformed("too many extended headers");
      }
      TarHeader header = new TarHeader(block);
      header.verify();
      switch (header.type()) {
        case 'x' -> pax.parse(metadata(header.size()));
        case 'g' -> metadata(header.size());
        case 'L' -> longName = text(metadata(header.size()));
        case 'K' -> longLink = text(metadata(header.size()));
        default -> {
          TarEntry entry = pax.apply(header, longName, longLink);
          begin(entry.isFile() ? entry.size() : 0);
          return entry;
        }
      }
    }
    if (longName != null || longLink != null || !pax.isEmpty()) {
      throw malformed("it ends within an entry");
    }
    return null;
  }

  /** Reads content of the current entry; -1 at its end. */
  public int read(byte[] buffer) throws IOException {
    if (remaining == 0) {
      return -1;
    }
    int n = in.read(buffer, 0, (int) Math.min(buffer.length, remaining));
    if (n < 0) {
      throw malformed("unexpected EOF");
    }
    remaining -= n;
    return n;
  }

  /** The current entry's content, up to its end. */
  public InputStream content() {
    return new TarContent(this);
  }

  private void skipContent() throws IOException {
    byte[] buffer = new byte[8192];
    while (read(buffer) >= 0) {
      // content that nobody wanted
    }
    if (in.readNBytes(buffer, 0, padding) < padding) {
      throw malformed("unexpected EOF");
    }
    padding = 0;
  }

  private void begin(long size) {
    remaining = size;
    padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  /** False at the end: a block of zeros, or no block at all between two entries. */
  private boolean readHeader() throws IOException {
    int n = in.readNBytes(block, 0, BLOCK);
    if (n == 0) {
      return false;
    }
    if (n < BLOCK) {
      throw malformed("unexpected EOF");
    }
    for (byte b : block) {
      if (b != 0) {
        return true;
      }
    }
    return false;
  }

  private byte[] metadata(long size) throws IOException {
    if (size > MAX_METADATA) {
      throw malformed("an extended header claims %d bytes".formatted(size));
    }
    begin(size);
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw malformed("unexpected EOF");
    }
    remaining = 0;
    skipContent();
    return bytes;
  }

  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return FileName.decode(bytes, 0, end);
  }

  static InvalidRequest malformed(String why) {
    return new InvalidRequest("invalid tar archive: " + why);
  }
}
