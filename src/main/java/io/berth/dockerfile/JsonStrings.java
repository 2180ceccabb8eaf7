package io.berth.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the JSON form of an instruction: a list of strings. What follows it does not count. */
final class JsonStrings {

  private static final int DEEPEST = 50;
  private static final Pattern OTHER =
      Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null");

  private final String text;
  private int at;
  private int depth;
  private boolean onlyStrings = true;

  private JsonStrings(String text) {
    this.text = text;
  }

  private static final class NoJson extends Exception {
    private static final long serialVersionUID = 1;
  }

  /**
   * Empty when it is no JSON list.
   *
   * @throws DockerfileError a list of other things than strings
   */
  static Optional<List<String>> parse(String text) {
    if (!text.stripLeading().startsWith("[")) {
      return Optional.empty();
    }
    JsonStrings json = new JsonStrings(text);
    try {
      List<String> strings = json.list();
      if (!json.onlyStrings) {
        throw new DockerfileError(
            "when using JSON array syntax, arrays must be comprised of strings only");
      }
      return Optional.of(strings);
    } catch (NoJson e) {
      return Optional.empty();
    }
  }

  private List<String> list() throws NoJson {
    expect('[');
    if (++depth > DEEPEST) {
      throw new NoJson();
    }
    List<String> strings = new ArrayList<>();
    if (peek() != ']') {
      strings.add(value());
      while (peek() == ',') {
        at++;
        strings.add(value());
      }
    }
    expect(']');
    depth--;
    return strings;
  }

  private String value() throws NoJson {
    char first = peek();
    if (first == '"') {
      return string();
    }
    onlyStrings = false;
    if (first == '[') {
      list();
      return "";
    }
    if (first == '{') {
      members();
      return "";
    }
    Matcher other = OTHER.matcher(text).region(at, text.length());
    if (!other.lookingAt()) {
      throw new NoJson();
    }
    at = other.end();
    return "";
  }

  private void members() throws NoJson {
    if (++depth > DEEPEST) {
      throw new NoJson();
    }
    do {
      at++;
      if (peek() == '}') {
        break;
      }
      peek();
      string();
      expect(':');
      value();
    } while (peek() == ',');
    expect('}');
    depth--;
  }

  private String string() throws NoJson {
    expect('"');
    StringBuilder plain = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return plain.toString();
      }
      if (c < ' ') {
        throw new NoJson();
      }
      plain.append(c == '\\' ? escaped() : c);
    }
    throw new NoJson();
  }

  private char escaped() throws NoJson {
    if (at >= text.length()) {
      throw new NoJson();
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
          throw new NoJson();
        }
        at += 4;
        yield (char) Integer.parseInt(text, at - 4, at, 16);
      }
      default -> throw new NoJson();
    };
  }

  /** The next character that is no blank, without taking it. */
  private char peek() throws NoJson {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at >= text.length()) {
      throw new NoJson();
    }
    return text.charAt(at);
  }

  private void expect(char wanted) throws NoJson {
    if (peek() != wanted) {
      throw new NoJson();
    }
    at++;
  }
}
