package io.berth.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.berth.failure.InvalidRequest;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses lines as grep does, whatever their case: they contain one text and do not contain
 * another. Looks at what a person sees, so without terminal colours. An expression that takes too
 * long on a line is refused, because whoever wrote the log may have wished it so. Thread-safe.
 */
public final class LineFilter {

  private static final int MAX_LENGTH = 1000;
  private static final int MOST_STEPS = 4_000_000;
  private static final Pattern ESCAPES =
      Pattern.compile("\\x1b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?)");

  private final @Nullable Pattern included;
  private final @Nullable Pattern excluded;

  private LineFilter(@Nullable Pattern included, @Nullable Pattern excluded) {
    this.included = included;
    this.excluded = excluded;
  }

  /**
   * @param included what a line must contain, or empty
   * @param excluded what it must not contain, or empty
   * @param expressions whether the two are regular expressions
   * @return null when every line would do
   */
  public static @Nullable LineFilter of(String included, String excluded, boolean expressions) {
    return included.isEmpty() && excluded.isEmpty()
        ? null
        : new LineFilter(compile(included, expressions), compile(excluded, expressions));
  }

  private static @Nullable Pattern compile(String text, boolean expression) {
    if (text.isEmpty()) {
      return null;
    }
    if (text.length() > MAX_LENGTH) {
      throw new InvalidRequest("a search has at most " + MAX_LENGTH + " characters");
    }
    int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    try {
      return Pattern.compile(text, expression ? flags : flags | Pattern.LITERAL);
    } catch (PatternSyntaxException e) {
      throw new InvalidRequest(
          "\"%s\" is no regular expression: %s".formatted(text, e.getDescription()), e);
    }
  }

  public boolean matches(byte[] line) {
    String text = visible(line);
    return (included == null || found(included, text))
        && (excluded == null || !found(excluded, text));
  }

  private static String visible(byte[] line) {
    String text = new String(line, UTF_8).stripTrailing();
    return text.indexOf('\u001b') < 0 ? text : ESCAPES.matcher(text).replaceAll("");
  }

  private static boolean found(Pattern pattern, String text) {
    try {
      return pattern.matcher(new Budgeted(text, MOST_STEPS)).find();
    } catch (Budgeted.Spent | StackOverflowError e) {
      throw new InvalidRequest(
          "\"%s\" takes too long on this log: write a simpler one".formatted(pattern), e);
    }
  }
}
