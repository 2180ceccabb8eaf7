package io.berth.image;

import io.berth.failure.InvalidRequest;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Patterns of Go's {@code path.Match}: {@code *} and {@code ?} stop at a slash. */
final class Glob {

  private Glob() {}

  static Pattern compile(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (i == 0 || glob.charAt(i - 1) != '*') {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 1);
          if (end < 0) {
            throw malformed(glob, null);
          }
          String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
          regex.append('[').append(set.replace("&", "\\&")).append(']');
          i = end;
        }
        case '\\' -> {
          if (++i == glob.length()) {
            throw malformed(glob, null);
          }
          regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString());
    } catch (PatternSyntaxException e) {
      throw malformed(glob, e);
    }
  }

  private static InvalidRequest malformed(String glob, @Nullable Throwable e) {
    return new InvalidRequest("invalid pattern \"" + glob + "\": syntax error in pattern", e);
  }
}
