package io.berth.alert;

import io.berth.failure.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;

/** What a rule waits for. */
public enum Cause {
  /** A container ended by itself, badly, and nothing starts it again. */
  ENDED_BADLY("down"),
  /** The kernel killed a process of a container at its memory limit. */
  OUT_OF_MEMORY("out of memory"),
  /** The restart policy has started a container again and again. */
  RESTART_LOOP("in a restart loop"),
  /** Its health check fails. */
  UNHEALTHY("unhealthy"),
  /** Of the engine's data folder. */
  DISK_FULL("disk filling");

  private final String title;

  Cause(String title) {
    this.title = title;
  }

  /** As people read it. */
  public String title() {
    return title;
  }

  /** In addresses and documents. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Cause of(String word) {
    return Arrays.stream(values())
        .filter(cause -> cause.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new InvalidRequest(
                "\"%s\" is no cause of an alert: choose one of %s"
                    .formatted(
                        word,
                        String.join(", ", Arrays.stream(values()).map(Cause::word).toList()))));
  }

  /** Whether it lasts until it is over, so that telling of it once is enough. */
  boolean lasts() {
    return this == RESTART_LOOP || this == UNHEALTHY || this == DISK_FULL;
  }
}
