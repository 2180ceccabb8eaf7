package io.berth.container;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A container's state in Docker's words, such as {@code Up 2 minutes}. */
public final class StatusText {

  private StatusText() {}

  public static String of(ContainerView.State state, Instant now) {
    return switch (state.status()) {
      case CREATED -> "Created";
      case RUNNING -> "Up " + since(state.startedAt(), now) + health(state.health());
      case PAUSED -> "Up " + since(state.startedAt(), now) + " (Paused)";
      case RESTARTING ->
          "Restarting (" + state.exitCode() + ") " + since(state.finishedAt(), now) + " ago";
      case REMOVING -> "Removal In Progress";
      case EXITED -> "Exited (" + state.exitCode() + ") " + since(state.finishedAt(), now) + " ago";
      case DEAD -> "Dead";
    };
  }

  private static String health(@Nullable Health health) {
    return health == null
        ? ""
        : health.status() == Health.Status.STARTING
            ? " (health: starting)"
            : " (" + health.status().word() + ")";
  }

  private static String since(@Nullable Instant start, Instant now) {
    return human(start == null ? Duration.ZERO : Duration.between(start, now));
  }

  /** A duration as a person would say it; hours are rounded, everything else is cut. */
  public static String human(Duration duration) {
    long seconds = duration.toSeconds();
    long minutes = duration.toMinutes();
    long hours = Math.round(duration.toMillis() / 3_600_000.0);
    if (seconds < 1) {
      return "Less than a second";
    } else if (seconds == 1) {
      return "1 second";
    } else if (seconds < 60) {
      return seconds + " seconds";
    } else if (minutes == 1) {
      return "About a minute";
    } else if (minutes < 60) {
      return minutes + " minutes";
    } else if (hours == 1) {
      return "About an hour";
    } else if (hours < 48) {
      return hours + " hours";
    } else if (hours < 24 * 7 * 2) {
      return hours / 24 + " days";
    } else if (hours < 24 * 30 * 2) {
      return hours / 24 / 7 + " weeks";
    } else if (hours < 24 * 365 * 2) {
      return hours / 24 / 30 + " months";
    }
    return duration.toHours() / 24 / 365 + " years";
  }
}
