package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;

/**
 * A value that pages mask.
 *
 * @param name of the variable or label
 */
public record Secret(Kind kind, String name, String value) {

  /** Where it is. */
  public enum Kind {
    VARIABLE,
    LABEL;

    /**
     * @throws InvalidRequest for another word
     */
    public static Kind of(String word) {
      return Arrays.stream(values())
          .filter(kind -> kind.word().equals(word))
          .findFirst()
          .orElseThrow(() -> new InvalidRequest("a secret is in a variable or a label"));
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return kind.word() + " " + name;
  }
}
