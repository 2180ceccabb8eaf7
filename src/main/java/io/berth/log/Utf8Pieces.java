package io.berth.log;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes text of output that comes in pieces: a character that two pieces share comes with the
 * second. What is no UTF-8 becomes U+FFFD, as a terminal shows it. For one thread at a time.
 */
public final class Utf8Pieces {

  private static final int LONGEST_CHARACTER = 4;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] rest = new byte[0];

  public String next(byte[] bytes, int offset, int length) {
    ByteBuffer all = ByteBuffer.allocate(rest.length + length);
    all.put(rest).put(bytes, offset, length).flip();
    CharBuffer text = CharBuffer.allocate(all.remaining());
    decoder.decode(all, text, false);
    rest = new byte[all.remaining()];
    all.get(rest);
    return text.flip().toString();
  }

  /** What no further piece completes. */
  public String end() {
    CharBuffer text = CharBuffer.allocate(LONGEST_CHARACTER);
    decoder.decode(ByteBuffer.wrap(rest), text, true);
    decoder.flush(text);
    decoder.reset();
    rest = new byte[0];
    return text.flip().toString();
  }
}
