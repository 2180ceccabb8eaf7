package io.berth.alert;

import io.berth.failure.InvalidRequest;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which containers a rule is about.
 *
 * @param value nothing for all; a name in which {@code *} stands for any letters; a label's key, or
 *     {@code key=value}
 */
public record Chosen(By by, String value) {

  public static final Chosen ALL = new Chosen(By.ALL, "");

  /** What {@link #value} is. */
  public enum By {
    ALL,
    NAME,
    LABEL;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Chosen {
    value = by == By.ALL ? "" : value.strip();
    if (by != By.ALL && value.isEmpty()) {
      throw new InvalidRequest("say which containers: a " + by.word() + " is missing");
    }
    if (value.length() > 300) {
      throw new InvalidRequest("a container's " + by.word() + " has 300 characters at most");
    }
  }

  public static Chosen of(String by, String value) {
    return switch (by) {
      case "", "all" -> ALL;
      case "name" -> new Chosen(By.NAME, value);
      case "label" -> new Chosen(By.LABEL, value);
      default ->
          throw new InvalidRequest("containers are chosen by all, name or label, not by " + by);
    };
  }

  boolean has(String name, Map<String, String> labels) {
    return switch (by) {
      case ALL -> true;
      case NAME -> matches(name);
      case LABEL -> {
        String[] pair = value.split("=", 2);
        String found = labels.get(pair[0]);
        yield found != null && (pair.length == 1 || pair[1].equals(found));
      }
    };
  }

  private boolean matches(String name) {
    var pattern = new StringBuilder();
    for (String part : value.split("\\*+", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.matches(pattern.toString(), name);
  }

  /** As people read it. */
  public String words() {
    return switch (by) {
      case ALL -> "all containers";
      case NAME -> "containers called " + value;
      case LABEL -> "containers with the label " + value;
    };
  }
}
