package io.berth.files;

import io.berth.failure.InvalidRequest;
import io.berth.linux.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * File names as text that is safe to show and leads back to the file: what is no printable UTF-8,
 * and {@code %} itself, is percent-encoded byte by byte. That takes in line ends, terminal escapes
 * and characters that turn the direction of writing.
 */
public final class FilePaths {

  private static final int MOST = 8192;

  private FilePaths() {}

  public static String show(String raw) {
    if (raw.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '%')) {
      return raw;
    }
    StringBuilder shown = new StringBuilder();
    raw.codePoints()
        .forEach(c -> {
          if (isPlain(c)) {
            shown.appendCodePoint(c);
          } else {
            for (byte b : FileName.encode(Character.toString(c))) {
              shown.append('%').append(String.format("%02X", b & 0xff));
            }
          }
        });
    return shown.toString();
  }

  /**
   * The names of a shown path, from the root.
   *
   * @throws InvalidRequest for what no file can be called
   */
  public static List<String> names(String shown) {
    if (shown.length() > MOST) {
      throw new InvalidRequest("the path is too long");
    }
    List<String> names =
        List.of(shown.split("/")).stream()
            .filter(name -> !name.isEmpty())
            .map(FilePaths::name)
            .toList();
    for (String name : names) {
      boolean possible =
          !name.equals(".")
              && !name.equals("..")
              && name.indexOf('/') < 0
              && name.indexOf('\0') < 0;
      if (!possible) {
        throw new InvalidRequest("not a path: \"" + shown + "\"");
      }
    }
    return names;
  }

  /** A shown path as the kernel has it, from the root on. */
  public static String path(String shown) {
    return "/" + String.join("/", names(shown));
  }

  /** One shown name as the kernel has it. */
  public static String name(String shown) {
    if (shown.indexOf('%') < 0) {
      return shown;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < shown.length(); ) {
      if (shown.charAt(i) == '%') {
        bytes.write(encoded(shown, i));
        i += 3;
      } else {
        int c = shown.codePointAt(i);
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    return FileName.decode(bytes.toByteArray(), 0, bytes.size());
  }

  private static int encoded(String shown, int at) {
    int high = at + 2 < shown.length() ? Character.digit(shown.charAt(at + 1), 16) : -1;
    int low = at + 2 < shown.length() ? Character.digit(shown.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new InvalidRequest("not a path: \"" + shown + "\"");
    }
    return high * 16 + low;
  }

  private static boolean isPlain(int c) {
    return c != '%'
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }
}
