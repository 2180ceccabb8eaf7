package io.berth.restapi;

import io.berth.alert.AlertRule;
import io.berth.alert.Alerts;
import io.berth.alert.Cause;
import io.berth.alert.Channel;
import io.berth.alert.Chosen;
import io.berth.alert.Delivered;
import io.berth.alert.RuleDraft;
import io.berth.failure.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Alerts: rules that say who is told of what, and what was told. */
@RestController
@RequestMapping("/api/alerts")
class AlertController {

  private static final int MOST = 1000;

  private final Alerts alerts;

  AlertController(Alerts alerts) {
    this.alerts = alerts;
  }

  /**
   * @param cause {@code ended-badly}, {@code out-of-memory}, {@code restart-loop}, {@code
   *     unhealthy} or {@code disk-full}
   * @param chosenBy {@code all}, {@code name} or {@code label}
   * @param chosen a name in which {@code *} stands for any letters, or a label
   * @param team whose containers it is about; empty for all
   * @param threshold starts of a restart loop, or percent of the disk
   * @param windowSeconds in which a restart loop has that many
   * @param quietSeconds how long the same is not told again, and how long all must be well
   * @param channel {@code webhook} or {@code mail}
   * @param target of a webhook its host alone: the rest may be a secret
   * @param signed whether bodies are signed by a secret
   */
  record Rule(
      long id,
      String name,
      String cause,
      String chosenBy,
      String chosen,
      String team,
      int threshold,
      long windowSeconds,
      long quietSeconds,
      String channel,
      String target,
      boolean signed,
      boolean enabled) {

    static Rule of(AlertRule rule) {
      return new Rule(
          rule.id(),
          rule.name(),
          rule.cause().word(),
          rule.containers().by().word(),
          rule.containers().value(),
          rule.team(),
          rule.threshold(),
          rule.window().toSeconds(),
          rule.quiet().toSeconds(),
          rule.channel().word(),
          rule.target(),
          rule.signed(),
          rule.enabled());
    }
  }

  /**
   * What is left out is as usual, or of an existing rule's target and secret as it was.
   *
   * @param team whose containers it is about, by name
   * @param secret with which bodies are signed: header {@code X-Berth-Signature}, HMAC-SHA256;
   *     empty for none
   */
  record Wanted(
      @Nullable String name,
      @Nullable String cause,
      @Nullable String chosenBy,
      @Nullable String chosen,
      @Nullable String team,
      @Nullable Integer threshold,
      @Nullable Long windowSeconds,
      @Nullable Long quietSeconds,
      @Nullable String channel,
      @Nullable String target,
      @Nullable String secret,
      @Nullable Boolean enabled) {

    RuleDraft draft() {
      return new RuleDraft(
          orEmpty(name),
          Cause.of(orEmpty(cause)),
          Chosen.of(orEmpty(chosenBy), orEmpty(chosen)),
          orEmpty(team),
          threshold == null ? 0 : threshold,
          seconds(windowSeconds),
          seconds(quietSeconds),
          Channel.of(orEmpty(channel)),
          target,
          secret,
          enabled == null || enabled);
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }

    private static @Nullable Duration seconds(@Nullable Long count) {
      return count == null ? null : Duration.ofSeconds(count);
    }
  }

  /**
   * @param kind {@code alert}, {@code recovered} or {@code test}
   * @param state {@code waiting}, {@code sent} or {@code failed}
   * @param nextAt when it is tried next; null when it is not
   * @param result of the last attempt, in words
   */
  record Delivery(
      long id,
      long ruleId,
      String rule,
      String target,
      String kind,
      String summary,
      Instant at,
      String state,
      int attempts,
      @Nullable Instant nextAt,
      String result) {

    static Delivery of(Delivered one) {
      boolean waits = one.state() == Delivered.State.WAITING;
      return new Delivery(
          one.id(),
          one.ruleId(),
          one.rule(),
          one.target(),
          one.kind(),
          one.summary(),
          one.at(),
          one.state().name().toLowerCase(Locale.ROOT),
          one.attempts(),
          waits ? one.nextAt() : null,
          one.result());
    }
  }

  /** The rules, in order of name. */
  @GetMapping
  List<Rule> list() {
    return alerts.rules().stream().map(Rule::of).toList();
  }

  /** What was told, or is to be: the latest first. */
  @GetMapping("/history")
  List<Delivery> history(@RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > MOST) {
      throw new InvalidRequest("limit must be from 1 to " + MOST);
    }
    return alerts.deliveries(limit).stream().map(Delivery::of).toList();
  }

  @GetMapping("/{id}")
  Rule show(@PathVariable long id) {
    return Rule.of(alerts.rule(id));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Rule create(@RequestBody Wanted wanted) {
    return Rule.of(alerts.create(wanted.draft()));
  }

  @PutMapping("/{id}")
  Rule change(@PathVariable long id, @RequestBody Wanted wanted) {
    return Rule.of(alerts.change(id, wanted.draft()));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable long id) {
    alerts.remove(id);
  }

  /** Sends a test now, and tells what became of it. */
  @PostMapping("/{id}/test")
  Delivery test(@PathVariable long id) {
    return Delivery.of(alerts.test(id));
  }
}
