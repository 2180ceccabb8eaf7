package io.berth.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A line taken apart without being understood.
 *
 * @param name upper case
 * @param source the whole of it
 * @param rest what follows the flags
 */
record Statement(
    String name,
    String source,
    List<String> flags,
    String rest,
    List<Heredoc> documents,
    char escape) {

  private static final Set<String> WITH_DOCUMENTS = Set.of("RUN", "COPY", "ADD");

  static Statement of(SourceLines.Line line, SourceLines lines) {
    String text = line.text().strip();
    String[] parts = text.split("[\\t\\v\\f\\r ]+", 2);
    String rest = parts.length > 1 ? parts[1].strip() : "";
    List<String> flags = new ArrayList<>();
    while (rest.startsWith("--")) {
      String flag = Words.split(rest, lines.escape()).getFirst();
      rest = rest.substring(flag.length()).stripLeading();
      if (flag.equals("--")) {
        break;
      }
      flags.add(flag);
    }
    String name = parts[0].toUpperCase(Locale.ROOT);
    boolean documents =
        WITH_DOCUMENTS.contains(name) && rest.contains("<<") && !rest.startsWith("[");
    return new Statement(
        name,
        text,
        List.copyOf(flags),
        rest,
        documents
            ? Heredocs.take(Words.split(rest, lines.escape()), lines, line.number())
            : List.of(),
        lines.escape());
  }

  List<String> words() {
    return Words.split(rest, escape);
  }

  List<String> blankSeparated() {
    return rest.isEmpty() ? List.of() : List.of(rest.split("[\\t\\v\\f\\r ]+"));
  }
}
