package io.berth.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads instructions as lines: parser directives, comments, and lines that go on. */
final class SourceLines {

  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");

  private final List<String> lines = new ArrayList<>();
  private int at;
  private char escape = '\\';

  /**
   * @param number of its first line, from 1 on
   */
  record Line(int number, String text) {}

  SourceLines(String text) {
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    for (int from = 0; from < plain.length(); ) {
      int end = plain.indexOf('\n', from);
      int next = end < 0 ? plain.length() : end + 1;
      lines.add(plain.substring(from, next));
      from = next;
    }
    directives();
  }

  char escape() {
    return escape;
  }

  private void directives() {
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher directive = DIRECTIVE.matcher(withoutEnd(lines.get(i)).strip());
      if (!directive.matches()) {
        return;
      }
      String name = directive.group(1).toLowerCase(Locale.ROOT);
      if (!List.of("escape", "syntax", "check").contains(name)) {
        return;
      }
      if (seen.put(name, directive.group(2)) != null) {
        throw DockerfileError.at(i + 1, "only one " + name + " parser directive can be used");
      }
      if (name.equals("escape")) {
        setEscape(i + 1, directive.group(2));
      }
    }
  }

  private void setEscape(int line, String character) {
    if (!character.equals("\\") && !character.equals("`")) {
      throw DockerfileError.at(
          line, "invalid escape token '" + character + "' does not match ` or \\");
    }
    escape = character.charAt(0);
  }

  /** The next instruction; null at the end. */
  @Nullable Line next() {
    while (at < lines.size()) {
      int number = at + 1;
      String first = withoutEnd(lines.get(at++)).stripLeading();
      if (first.isEmpty() || isComment(first)) {
        continue;
      }
      StringBuilder whole = new StringBuilder();
      boolean more = append(first, whole);
      while (more && at < lines.size()) {
        String line = withoutEnd(lines.get(at++));
        if (!line.isBlank() && !isComment(line)) {
          more = append(line, whole);
        }
      }
      if (!whole.toString().isBlank()) {
        return new Line(number, whole.toString());
      }
    }
    return null;
  }

  /** The next line as it stands, its end included; null at the end of the file. */
  @Nullable String raw() {
    return at < lines.size() ? lines.get(at++) : null;
  }

  /** Whether another line belongs to this one. */
  private boolean append(String line, StringBuilder to) {
    String stripped = line.replaceAll("[ \\t]+$", "");
    int last = stripped.length() - 1;
    boolean more =
        last >= 0
            && stripped.charAt(last) == escape
            && (last == 0 || stripped.charAt(last - 1) != escape);
    to.append(more ? stripped.substring(0, last) : line);
    return more;
  }

  private static boolean isComment(String line) {
    return line.stripLeading().startsWith("#");
  }

  static String withoutEnd(String line) {
    return line.replaceAll("[\\r\\n]+$", "");
  }
}
