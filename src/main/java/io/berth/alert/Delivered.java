package io.berth.alert;

import java.time.Instant;

/**
 * What was told, or is to be.
 *
 * @param kind {@code alert}, {@code recovered} or {@code test}
 * @param attempts how often it was tried so far
 * @param nextAt when it is tried next, while it waits
 * @param result of the last attempt, in words; empty before
 */
public record Delivered(
    long id,
    long ruleId,
    String rule,
    String target,
    String kind,
    String summary,
    Instant at,
    State state,
    int attempts,
    Instant nextAt,
    String result) {

  public enum State {
    WAITING,
    SENT,
    FAILED
  }
}
