package io.berth.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replaces variables and removes quotes, as a shell does: {@code $x}, {@code ${x}}, and with what
 * stands in for a missing or empty one {@code ${x:-y}}, for a given one {@code ${x:+y}}, or a
 * refusal {@code ${x:?why}}; without the colon, an empty one counts as given.
 */
public final class Expansion {

  private static final int DEEPEST = 50;
  private static final int LONGEST = 1 << 20;

  private final char escape;
  private final Function<String, @Nullable String> variables;

  /**
   * @param variables null for one that is not there
   */
  public Expansion(char escape, Function<String, @Nullable String> variables) {
    this.escape = escape;
    this.variables = variables;
  }

  /**
   * The text with its variables replaced and its quotes removed.
   *
   * @throws DockerfileError it is not well-formed
   */
  public String word(String text) {
    return new Walk(text, false).run().whole.toString();
  }

  /** The same, split at blanks that are not quoted, also those that variables bring in. */
  public List<String> words(String text) {
    Walk walk = new Walk(text, false).run();
    walk.endWord();
    return walk.words;
  }

  /** A here-document's lines: quotes mean nothing there. */
  public String document(String text) {
    return new Walk(text, true).run().whole.toString();
  }

  private final class Walk {

    private final String text;
    private final boolean document;
    private final StringBuilder whole = new StringBuilder();
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int at;
    private int depth;

    Walk(String text, boolean document) {
      this.text = text;
      this.document = document;
    }

    Walk run() {
      try {
        until((char) 0);
        return this;
      } catch (DockerfileError e) {
        throw new DockerfileError("failed to process \"" + text + "\": " + e.getMessage());
      }
    }

    private boolean atEnd() {
      return at >= text.length();
    }

    private String until(char stop) {
      if (++depth > DEEPEST) {
        throw new DockerfileError("too many substitutions in each other");
      }
      int start = whole.length();
      while (!atEnd()) {
        char c = text.charAt(at);
        if (stop != 0 && c == stop) {
          at++;
          depth--;
          return taken(start);
        }
        step(c);
        if (whole.length() > LONGEST) {
          throw new DockerfileError("longer than " + LONGEST + " characters");
        }
      }
      if (stop != 0) {
        throw new DockerfileError("syntax error: missing '}'");
      }
      depth--;
      return "";
    }

    private void step(char c) {
      if (c == '\'' && !document) {
        raw(singleQuoted());
      } else if (c == '"' && !document) {
        raw(doubleQuoted());
      } else if (c == '$') {
        split(dollar());
      } else {
        at++;
        if (c != escape) {
          split(String.valueOf(c));
        } else if (!atEnd()) {
          char next = text.charAt(at++);
          boolean kept = document && next != '$' && next != escape;
          raw((kept ? String.valueOf(c) : "") + next);
        }
      }
    }

    /** Takes back what was appended since: it was the value of a substitution. */
    private String taken(int start) {
      String value = whole.substring(start);
      whole.setLength(start);
      return value;
    }

    private void raw(String piece) {
      whole.append(piece);
      if (depth == 1) {
        word.append(piece);
      }
    }

    private void split(String piece) {
      whole.append(piece);
      if (depth > 1) {
        return;
      }
      for (int i = 0; i < piece.length(); i++) {
        if (Character.isWhitespace(piece.charAt(i))) {
          endWord();
        } else {
          word.append(piece.charAt(i));
        }
      }
    }

    private void endWord() {
      if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }

    private String singleQuoted() {
      int end = text.indexOf('\'', at + 1);
      if (end < 0) {
        throw new DockerfileError(
            "unexpected end of statement while looking for matching single-quote");
      }
      String quoted = text.substring(at + 1, end);
      at = end + 1;
      return quoted;
    }

    private String doubleQuoted() {
      StringBuilder quoted = new StringBuilder();
      at++;
      while (!atEnd()) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return quoted.toString();
        }
        if (c == '$') {
          quoted.append(dollar());
          continue;
        }
        at++;
        if (c == escape && !atEnd()) {
          char next = text.charAt(at);
          if (next == '"' || next == '$' || next == escape) {
            c = next;
            at++;
          }
        }
        quoted.append(c);
      }
      throw new DockerfileError(
          "unexpected end of statement while looking for matching double-quote");
    }

    private String dollar() {
      at++;
      if (atEnd() || text.charAt(at) != '{') {
        String name = name();
        return name.isEmpty() ? "$" : value(name);
      }
      at++;
      if (atEnd()) {
        throw new DockerfileError("syntax error: missing '}'");
      }
      if ("{}:".indexOf(text.charAt(at)) >= 0) {
        throw new DockerfileError("syntax error: bad substitution");
      }
      return substitution(name());
    }

    private String substitution(String name) {
      if (atEnd()) {
        throw new DockerfileError("syntax error: missing '}'");
      }
      char c = text.charAt(at++);
      if (c == '}') {
        return value(name);
      }
      boolean emptyCounts = c != ':';
      if (!emptyCounts) {
        if (atEnd()) {
          throw new DockerfileError("syntax error: missing '}'");
        }
        c = text.charAt(at++);
      }
      if ("+-?".indexOf(c) < 0) {
        throw new DockerfileError(
            emptyCounts
                ? "missing ':' in substitution"
                : "unsupported modifier (" + c + ") in substitution");
      }
      String other = until('}');
      String value = variables.apply(name);
      boolean given = value != null && (emptyCounts || !value.isEmpty());
      return switch (c) {
        case '+' -> given ? other : "";
        case '-' -> given ? value(name) : other;
        default -> {
          if (!given) {
            throw new DockerfileError(name + ": " + (other.isEmpty() ? "not set" : other));
          }
          yield value(name);
        }
      };
    }

    private String value(String name) {
      String value = variables.apply(name);
      return value == null ? "" : value;
    }

    private String name() {
      int start = at;
      if (!atEnd() && "@*#?-$!".indexOf(text.charAt(at)) >= 0) {
        at++;
        return text.substring(start, at);
      }
      boolean digits = !atEnd() && Character.isDigit(text.charAt(at));
      while (!atEnd()
          && (digits
              ? Character.isDigit(text.charAt(at))
              : Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
      return text.substring(start, at);
    }
  }
}
