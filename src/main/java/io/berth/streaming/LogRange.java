package io.berth.streaming;

import io.berth.failure.InvalidRequest;
import io.berth.log.ContainerLog;
import io.berth.log.LineFilter;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which part of a log somebody wants, in the words of the page's address. */
record LogRange(
    boolean stdout,
    boolean stderr,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable LineFilter filter) {

  static LogRange of(Parameters asked) {
    String stream = asked.text("stream");
    return new LogRange(
        !stream.equals("stderr"),
        !stream.equals("stdout"),
        time(asked.text("since")),
        time(asked.text("until")),
        LineFilter.of(asked.text("q"), asked.text("not"), asked.text("regex").equals("1")));
  }

  private static @Nullable Instant time(String text) {
    try {
      return text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidRequest("\"" + text + "\" is no time such as 2026-01-31T12:00:00Z", e);
    }
  }

  /** The last lines of it, or all when negative. */
  ContainerLog.Query last(int lines, boolean follow) {
    return new ContainerLog.Query(stdout, stderr, lines, since, until, follow, filter);
  }

  /** What came at a moment or later. */
  ContainerLog.Query from(Instant moment) {
    Instant start = since == null || since.isBefore(moment) ? moment : since;
    return new ContainerLog.Query(stdout, stderr, -1, start, until, true, filter);
  }

  /** The last lines at a moment or before. */
  ContainerLog.Query upTo(Instant moment, int lines) {
    Instant end = until == null || until.isAfter(moment) ? moment : until;
    return new ContainerLog.Query(stdout, stderr, lines, since, end, false, filter);
  }
}
