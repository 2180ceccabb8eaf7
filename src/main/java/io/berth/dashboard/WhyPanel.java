package io.berth.dashboard;

import io.berth.why.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Why a container stopped, as the panel shows it. */
record WhyPanel(
    String headline,
    List<String> reasons,
    String exit,
    String command,
    String started,
    String ended,
    String ran,
    int restarts,
    String lastLines,
    List<String> advice) {

  static WhyPanel of(Explanation why) {
    Instant started = why.startedAt();
    Instant ended = why.finishedAt();
    return new WhyPanel(
        why.headline(),
        why.reasons(),
        why.signal().isEmpty()
            ? String.valueOf(why.exitCode())
            : "%d (%s)".formatted(why.exitCode(), why.signal()),
        why.command(),
        Moments.whole(started),
        Moments.whole(ended),
        started == null || ended == null ? "" : length(Duration.between(started, ended)),
        why.restartCount(),
        String.join("\n", why.lastLines()),
        why.advice());
  }

  private static String length(Duration time) {
    if (time.toMinutes() < 1) {
      return "%d.%d s".formatted(time.toSeconds(), Math.max(0, time.toMillisPart()) / 100);
    }
    return time.toHours() < 1
        ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
        : time.toDays() < 1
            ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
            : "%d d %d h".formatted(time.toDays(), time.toHoursPart());
  }
}
