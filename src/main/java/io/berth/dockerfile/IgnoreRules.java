package io.berth.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@code .dockerignore} file. The last rule that fits a path, or a directory above it, counts.
 */
public final class IgnoreRules {

  private record Rule(PathPattern pattern, boolean excludes) {}

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * @throws DockerfileError a line is no pattern
   */
  public static IgnoreRules parse(String text) {
    List<Rule> rules = new ArrayList<>();
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    for (String line : plain.lines().toList()) {
      String rule = line.strip();
      if (rule.isEmpty() || line.startsWith("#")) {
        continue;
      }
      boolean excludes = !rule.startsWith("!");
      String path = clean(excludes ? rule : rule.substring(1).strip());
      if (!path.isEmpty()) {
        rules.add(new Rule(PathPattern.ofAnyDepth(path), excludes));
      }
    }
    return new IgnoreRules(List.copyOf(rules));
  }

  /** Without what says nothing: slashes at the ends, {@code .}, and {@code ..} after a name. */
  private static String clean(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (name.equals("..") && !names.isEmpty() && !names.getLast().equals("..")) {
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return String.join("/", names);
  }

  /**
   * @param path relative, without {@code .} and {@code ..}
   */
  public boolean excludes(String path) {
    boolean excluded = false;
    for (Rule rule : rules) {
      if (rule.excludes != excluded && matches(rule.pattern, path)) {
        excluded = rule.excludes;
      }
    }
    return excluded;
  }

  private static boolean matches(PathPattern pattern, String path) {
    for (String part = path; ; part = part.substring(0, part.lastIndexOf('/'))) {
      if (pattern.matches(part)) {
        return true;
      }
      if (part.indexOf('/') < 0) {
        return false;
      }
    }
  }
}
