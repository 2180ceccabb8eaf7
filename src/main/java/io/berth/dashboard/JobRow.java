package io.berth.dashboard;

import io.berth.job.JobView;
import io.berth.job.JobView.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A job as pages show it.
 *
 * @param state in lower case, also the name of a style
 * @param percent of all parts whose size is known, or -1
 * @param result what a link leads to, or empty
 */
record JobRow(
    String id,
    String title,
    String user,
    String state,
    String started,
    String took,
    String problem,
    String result,
    int percent,
    List<PartRow> parts,
    List<LineRow> log,
    int droppedLines) {

  /**
   * @param percent or -1 when the part's size is not known or does not matter
   * @param speed empty when nothing moves
   */
  record PartRow(String name, String state, int percent, String amount, String speed) {

    static PartRow of(Part part) {
      boolean moving = part.bytesPerSecond() > 0;
      return new PartRow(
          part.name(),
          part.state(),
          JobRow.percent(part.current(), part.total()),
          amount(part),
          moving ? Units.bytes(part.bytesPerSecond()) + "/s" + left(part) : "");
    }

    private static String amount(Part part) {
      if (part.total() <= 0) {
        return part.current() <= 0 ? "" : Units.bytes(part.current());
      }
      return part.current() >= part.total()
          ? Units.bytes(part.total())
          : Units.bytes(part.current()) + " of " + Units.bytes(part.total());
    }

    private static String left(Part part) {
      long rest = part.total() - part.current();
      return rest <= 0 ? "" : ", " + duration(rest / Math.max(1, part.bytesPerSecond())) + " left";
    }
  }

  record LineRow(String at, String text) {}

  static JobRow of(JobView job, Instant now) {
    Instant ended = job.endedAt();
    long current = job.parts().stream().mapToLong(Part::current).sum();
    long total = job.parts().stream().mapToLong(Part::total).sum();
    return new JobRow(
        job.id(),
        verb(job.kind()) + " " + job.title(),
        job.user(),
        job.state().name().toLowerCase(Locale.ROOT),
        Units.ago(job.startedAt(), now),
        duration(Duration.between(job.startedAt(), ended == null ? now : ended).toSeconds()),
        job.problem(),
        job.result(),
        percent(current, total),
        job.parts().stream().map(PartRow::of).toList(),
        job.log().stream()
            .map(l -> new LineRow(l.at().toString().substring(11, 19), l.text()))
            .toList(),
        job.droppedLines());
  }

  /** Public, as templates call no others. */
  public boolean running() {
    return state.equals("running");
  }

  static String duration(long seconds) {
    if (seconds < 60) {
      return Math.max(0, seconds) + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min" + rest(seconds % 60, "s")
        : seconds / 3600 + " h" + rest(seconds % 3600 / 60, "min");
  }

  private static String rest(long count, String unit) {
    return count == 0 ? "" : " " + count + " " + unit;
  }

  private static int percent(long current, long total) {
    return total <= 0 ? -1 : (int) Math.min(100, 100 * current / total);
  }

  private static String verb(String kind) {
    return kind.isEmpty() ? "" : Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
  }
}
