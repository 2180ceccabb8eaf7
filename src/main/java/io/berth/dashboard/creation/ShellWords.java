package io.berth.dashboard.creation;

import io.berth.failure.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Words of a command line as a shell divides and quotes them; nothing is expanded. */
final class ShellWords {

  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean open;
  private int at;

  private ShellWords(String line) {
    this.line = line;
  }

  static List<String> of(String line) {
    var words = new ShellWords(line);
    words.read();
    return List.copyOf(words.words);
  }

  /** As a shell takes it for one word. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private void read() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (Character.isWhitespace(c)) {
        end();
        continue;
      }
      open = true;
      switch (c) {
        case '\'' -> single();
        case '"' -> doubled();
        case '\\' -> word.append(at < line.length() ? line.charAt(at++) : c);
        default -> word.append(c);
      }
    }
    end();
  }

  private void end() {
    if (open) {
      words.add(word.toString());
      word.setLength(0);
      open = false;
    }
  }

  private void single() {
    int close = line.indexOf('\'', at);
    if (close < 0) {
      throw unclosed("'");
    }
    word.append(line, at, close);
    at = close + 1;
  }

  /** A backslash keeps its meaning before what it could protect only. */
  private void doubled() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == '"') {
        return;
      }
      boolean escape = c == '\\' && at < line.length() && "\"\\$`".indexOf(line.charAt(at)) >= 0;
      word.append(escape ? line.charAt(at++) : c);
    }
    throw unclosed("\"");
  }

  private static InvalidRequest unclosed(String quote) {
    return new InvalidRequest("a quotation mark " + quote + " is not closed");
  }
}
