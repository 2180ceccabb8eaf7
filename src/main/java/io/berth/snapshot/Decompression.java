package io.berth.snapshot;

import com.github.luben.zstd.ZstdInputStream;
import io.berth.failure.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Finds out by its first bytes how content is compressed. */
public final class Decompression {

  private static final int BUFFER = 64 * 1024;

  private Decompression() {}

  /**
   * The plain content. Decompressed in this process, never by a helper program.
   *
   * @throws InvalidRequest for bzip2 and xz, which no registry serves
   */
  public static InputStream open(InputStream in) throws IOException {
    PushbackInputStream head = new PushbackInputStream(in, 6);
    byte[] magic = head.readNBytes(6);
    head.unread(magic);
    if (starts(magic, 0x1f, 0x8b)) {
      return new GZIPInputStream(head, BUFFER);
    }
    if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
      return new ZstdInputStream(head);
    }
    if (starts(magic, 'B', 'Z', 'h') || starts(magic, 0xfd, '7', 'z', 'X', 'Z')) {
      throw new InvalidRequest("content is compressed with bzip2 or xz, which is not supported");
    }
    return head;
  }

  private static boolean starts(byte[] magic, int... wanted) {
    byte[] bytes = new byte[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      bytes[i] = (byte) wanted[i];
    }
    return magic.length >= bytes.length && Arrays.equals(Arrays.copyOf(magic, bytes.length), bytes);
  }
}
