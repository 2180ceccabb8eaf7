package io.berth.dashboard;

import io.berth.container.Containers.Change;
import java.util.List;
import java.util.Locale;

/**
 * What a container changed in its image's files, as far as a filter lets through.
 *
 * @param kind of the filter: {@code added}, {@code changed}, {@code deleted} or empty
 * @param found all that the filter lets through; {@code rows} are the first of them
 */
record ChangedFiles(
    String q, String kind, List<Row> rows, int found, long added, long changed, long deleted) {

  static final int SHOWN = 2000;

  /**
   * @param letter as docker diff prints it
   */
  record Row(String path, String letter, String word) {

    static Row of(Change change) {
      return switch (change.kind()) {
        case 1 -> new Row(change.path(), "A", "added");
        case 2 -> new Row(change.path(), "D", "deleted");
        default -> new Row(change.path(), "C", "changed");
      };
    }
  }

  static ChangedFiles of(List<Change> changes, String q, String kind) {
    String wanted = q.strip().toLowerCase(Locale.ROOT);
    List<Row> all = changes.stream().map(Row::of).toList();
    List<Row> found =
        all.stream()
            .filter(row -> kind.isEmpty() || row.word().equals(kind))
            .filter(row -> row.path().toLowerCase(Locale.ROOT).contains(wanted))
            .toList();
    return new ChangedFiles(
        q.strip(),
        kind,
        found.subList(0, Math.min(SHOWN, found.size())),
        found.size(),
        count(all, "A"),
        count(all, "C"),
        count(all, "D"));
  }

  private static long count(List<Row> rows, String letter) {
    return rows.stream().filter(row -> row.letter().equals(letter)).count();
  }

  /** Public: templates call no others. */
  public long total() {
    return added + changed + deleted;
  }
}
