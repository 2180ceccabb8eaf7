package io.berth.dashboard;

import io.berth.alert.AlertRule;
import io.berth.alert.Cause;

/** A rule as the list shows it. */
record AlertRow(
    long id, String name, String when, String which, String target, String note, boolean on) {

  static AlertRow of(AlertRule rule) {
    String when =
        switch (rule.cause()) {
          case RESTART_LOOP ->
              "%d restarts within %s"
                  .formatted(rule.threshold(), JobRow.duration(rule.window().toSeconds()));
          case DISK_FULL -> "disk over " + rule.threshold() + " %";
          case ENDED_BADLY, OUT_OF_MEMORY, UNHEALTHY -> rule.cause().title();
        };
    return new AlertRow(
        rule.id(),
        rule.name(),
        when,
        which(rule),
        rule.target(),
        rule.channel().word() + (rule.signed() ? ", signed" : ""),
        rule.enabled());
  }

  private static String which(AlertRule rule) {
    if (rule.cause() == Cause.DISK_FULL) {
      return "";
    }
    String words = rule.containers().words();
    return rule.team().isEmpty() ? words : words + " of team " + rule.team();
  }
}
