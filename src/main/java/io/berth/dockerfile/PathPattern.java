package io.berth.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern of file names as Go's {@code path/filepath.Match} has them, and {@code **} for any
 * number of directories where that may stand. Takes time in proportion to the pattern times the
 * path, whatever they are.
 */
public final class PathPattern {

  private enum Kind {
    /** One character. */
    ONE,
    /** Any number of characters, chosen ones only. */
    MANY,
    /** The steps after the next one as well: what the next one stands for may be missing. */
    OPTIONAL,
    /** Any number of characters up to a slash. */
    DIRECTORIES
  }

  private record Step(Kind kind, IntPredicate fits) {}

  private static final IntPredicate NO_SLASH = c -> c != '/';

  private final List<Step> steps;

  private PathPattern(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** Whether there is anything in it but names. */
  public static boolean isPattern(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '[') {
        return true;
      }
    }
    return false;
  }

  /**
   * Of a source of COPY.
   *
   * @throws DockerfileError it is no pattern
   */
  public static PathPattern of(String glob) {
    return new Reader(glob, false).read();
  }

  static PathPattern ofAnyDepth(String glob) {
    return new Reader(glob, true).read();
  }

  public boolean matches(String path) {
    boolean[] now = new boolean[steps.size() + 1];
    reach(now, 0);
    for (int at = 0; at < path.length(); at++) {
      boolean[] next = new boolean[steps.size() + 1];
      for (int i = 0; i < steps.size(); i++) {
        if (now[i]) {
          advance(next, i, path.charAt(at));
        }
      }
      now = next;
    }
    return now[steps.size()];
  }

  private void advance(boolean[] next, int i, char c) {
    Step step = steps.get(i);
    switch (step.kind) {
      case ONE -> {
        if (step.fits.test(c)) {
          reach(next, i + 1);
        }
      }
      case MANY -> {
        if (step.fits.test(c)) {
          reach(next, i);
        }
      }
      case DIRECTORIES -> {
        next[i] = true;
        if (c == '/') {
          reach(next, i + 1);
        }
      }
      case OPTIONAL -> {}
    }
  }

  /** Marks a step, and those that are reached from it without a character. */
  private void reach(boolean[] states, int i) {
    int step = i;
    while (!states[step]) {
      states[step] = true;
      if (step == steps.size()) {
        return;
      }
      switch (steps.get(step).kind) {
        case MANY -> step++;
        case OPTIONAL -> {
          states[step + 1] = true;
          step += 2;
        }
        case ONE, DIRECTORIES -> {
          return;
        }
      }
    }
  }

  private static final class Reader {

    private final String glob;
    private final boolean anyDepth;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    Reader(String glob, boolean anyDepth) {
      this.glob = glob;
      this.anyDepth = anyDepth;
    }

    PathPattern read() {
      while (at < glob.length()) {
        char c = glob.charAt(at++);
        switch (c) {
          case '*' -> star();
          case '?' -> steps.add(new Step(Kind.ONE, NO_SLASH));
          case '[' -> steps.add(new Step(Kind.ONE, characters()));
          case '\\' -> literal(next());
          default -> literal(c);
        }
      }
      return new PathPattern(steps);
    }

    private void literal(char wanted) {
      steps.add(new Step(Kind.ONE, c -> c == wanted));
    }

    private void star() {
      if (!anyDepth || at >= glob.length() || glob.charAt(at) != '*') {
        steps.add(new Step(Kind.MANY, NO_SLASH));
        return;
      }
      at++;
      if (at < glob.length() && glob.charAt(at) == '/') {
        at++;
      }
      if (at >= glob.length()) {
        steps.add(new Step(Kind.MANY, _ -> true));
      } else {
        steps.add(new Step(Kind.OPTIONAL, _ -> false));
        steps.add(new Step(Kind.DIRECTORIES, _ -> true));
      }
    }

    private IntPredicate characters() {
      boolean negated = at < glob.length() && glob.charAt(at) == '^';
      if (negated) {
        at++;
      }
      IntPredicate any = _ -> false;
      boolean empty = true;
      while (empty || at >= glob.length() || glob.charAt(at) != ']') {
        char low = member();
        char high = low;
        if (at < glob.length() && glob.charAt(at) == '-') {
          at++;
          high = member();
        }
        IntPredicate others = any;
        char last = high;
        any = c -> others.test(c) || low <= c && c <= last;
        empty = false;
      }
      at++;
      IntPredicate chosen = any;
      return c -> c != '/' && chosen.test(c) != negated;
    }

    private char member() {
      char c = next();
      if (c == '-' || c == ']') {
        throw bad();
      }
      return c == '\\' ? next() : c;
    }

    private char next() {
      if (at >= glob.length()) {
        throw bad();
      }
      return glob.charAt(at++);
    }

    private DockerfileError bad() {
      return new DockerfileError("syntax error in pattern: " + glob);
    }
  }
}
