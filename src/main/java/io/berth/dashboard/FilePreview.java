package io.berth.dashboard;

import io.berth.files.FileContent;
import io.berth.files.FilePaths;
import io.berth.files.FileStat;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a file, for people to read.
 *
 * @param text empty when it is not text
 * @param whole whether that is all of it
 */
record FilePreview(
    String name,
    String size,
    String mode,
    String owner,
    String modified,
    boolean readable,
    String text,
    boolean whole) {

  private static final int MOST = 256 * 1024;

  static FilePreview of(FileContent content) {
    FileStat stat = content.stat();
    byte[] head = content.head(MOST);
    String text = text(head);
    return new FilePreview(
        FilePaths.show(stat.name()),
        Units.bytes(stat.size()),
        stat.permissions(),
        stat.uid() + ":" + stat.gid(),
        Moments.whole(stat.modified()),
        text != null,
        text == null ? "" : text,
        head.length >= stat.size());
  }

  /** Null when it is not UTF-8; a character cut at the end is left out. */
  private static @org.jspecify.annotations.Nullable String text(byte[] head) {
    for (byte b : head) {
      if (b == 0) {
        return null;
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(head.length);
    if (decoder.decode(ByteBuffer.wrap(head), text, head.length < MOST).isError()) {
      return null;
    }
    return text.flip().toString();
  }
}
