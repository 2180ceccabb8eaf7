package io.berth.dashboard;

import io.berth.alert.Delivered;
import java.time.Instant;

/**
 * Something that was told, as the history shows it.
 *
 * @param mark names the colour of its state
 */
record DeliveryRow(
    String at,
    String ago,
    String kind,
    String summary,
    String rule,
    String target,
    String state,
    String mark,
    String result) {

  static DeliveryRow of(Delivered one, Instant now) {
    String tried = one.attempts() > 1 ? ", tried " + one.attempts() + " times" : "";
    String next =
        one.state() == Delivered.State.WAITING && one.attempts() > 0
            ? "; next try at " + Moments.whole(one.nextAt())
            : "";
    return new DeliveryRow(
        Moments.whole(one.at()),
        Units.ago(one.at(), now),
        one.kind(),
        one.summary(),
        one.rule(),
        one.target(),
        switch (one.state()) {
          case WAITING -> "waiting";
          case SENT -> "arrived";
          case FAILED -> "did not arrive";
        },
        switch (one.state()) {
          case WAITING -> "";
          case SENT -> "running";
          case FAILED -> "dead";
        },
        one.result() + tried + next);
  }
}
