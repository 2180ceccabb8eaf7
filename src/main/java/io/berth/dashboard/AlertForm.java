package io.berth.dashboard;

import io.berth.alert.AlertRule;
import io.berth.alert.Cause;
import io.berth.alert.Channel;
import io.berth.alert.Chosen;
import io.berth.alert.RuleDraft;
import io.berth.failure.InvalidRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/**
 * A rule as the form has it.
 *
 * @param restarts of a restart loop, within {@code window} minutes
 * @param quiet minutes
 * @param url of a webhook; empty keeps the one it has
 */
record AlertForm(
    @Nullable String name,
    @Nullable String cause,
    @Nullable String by,
    @Nullable String chosen,
    @Nullable String team,
    @Nullable String restarts,
    @Nullable String window,
    @Nullable String percent,
    @Nullable String quiet,
    @Nullable String channel,
    @Nullable String url,
    @Nullable String secret,
    @BindParam("no-secret") @Nullable Boolean noSecret,
    @Nullable String mail) {

  static AlertForm empty() {
    return new AlertForm(
        "",
        Cause.ENDED_BADLY.word(),
        "all",
        "",
        "",
        "5",
        "5",
        "90",
        "15",
        "webhook",
        "",
        "",
        false,
        "");
  }

  static AlertForm of(AlertRule rule) {
    var usual = empty();
    boolean mail = rule.channel() == Channel.MAIL;
    String threshold = String.valueOf(rule.threshold());
    return new AlertForm(
        rule.name(),
        rule.cause().word(),
        rule.containers().by().word(),
        rule.containers().value(),
        rule.team(),
        rule.cause() == Cause.RESTART_LOOP ? threshold : usual.restarts(),
        minutes(rule.window()),
        rule.cause() == Cause.DISK_FULL ? threshold : usual.percent(),
        minutes(rule.quiet()),
        rule.channel().word(),
        "",
        "",
        false,
        mail ? rule.target() : "");
  }

  private static String minutes(Duration time) {
    double minutes = time.toSeconds() / 60.0;
    return minutes == Math.rint(minutes)
        ? String.valueOf((long) minutes)
        : String.valueOf(Math.round(minutes * 100) / 100.0);
  }

  /** A secret is in no page. */
  AlertForm withoutSecret() {
    return new AlertForm(
        name, cause, by, chosen, team, restarts, window, percent, quiet, channel, url, "", noSecret,
        mail);
  }

  RuleDraft draft(boolean enabled) {
    Cause waitsFor = Cause.of(or(cause));
    Channel how = Channel.of(or(channel));
    String target = or(how == Channel.MAIL ? mail : url);
    boolean none = Boolean.TRUE.equals(noSecret);
    return new RuleDraft(
        or(name),
        waitsFor,
        Chosen.of(or(by), or(chosen)),
        or(team),
        switch (waitsFor) {
          case RESTART_LOOP -> number("restarts", restarts);
          case DISK_FULL -> number("percent", percent);
          case ENDED_BADLY, OUT_OF_MEMORY, UNHEALTHY -> 0;
        },
        duration("the time of a restart loop", window),
        duration("the quiet time", quiet),
        how,
        target.isEmpty() ? null : target,
        none ? "" : or(secret).isEmpty() ? null : or(secret),
        enabled);
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text.strip();
  }

  private static int number(String what, @Nullable String text) {
    try {
      return Integer.parseInt(or(text));
    } catch (NumberFormatException e) {
      throw new InvalidRequest(what + " must be a number", e);
    }
  }

  private static Duration duration(String what, @Nullable String minutes) {
    try {
      return Duration.ofSeconds(Math.round(60 * Double.parseDouble(or(minutes))));
    } catch (NumberFormatException e) {
      throw new InvalidRequest(what + " must be a number of minutes", e);
    }
  }
}
