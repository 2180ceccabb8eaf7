package io.berth.linux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names are bytes to the kernel and usually UTF-8. A byte that is not becomes a lone low
 * surrogate ({@code U+DC80} to {@code U+DCFF}) in the string, and that byte again on the way back,
 * as in Python's {@code surrogateescape}: no name is lost or confused with another.
 */
public final class FileName {

  private static final char ESCAPE = '\udc00';

  private FileName() {}

  public static String decode(byte[] bytes, int start, int length) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, start, length);
    CharBuffer out = CharBuffer.allocate(length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE | (in.get() & 0xff)));
      }
      decoder.reset();
    }
  }

  public static byte[] encode(String name) {
    if (name.chars().noneMatch(c -> c >= 0xdc80 && c <= 0xdcff)) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(name.length() + 16);
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      if (c >= 0xdc80 && c <= 0xdcff) {
        out.write(c & 0xff);
      } else {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
      i += Character.charCount(c);
    }
    return out.toByteArray();
  }
}
