package io.berth.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The rules that are on, known without asking the database. Thread-safe. */
@Component
class Rules {

  private final RuleRows rows;
  private volatile List<Active> active;

  /**
   * @param team whose containers it is about, by id; null for all
   * @param since when it was last changed: what was before does not count
   */
  record Active(AlertRule rule, @Nullable String team, Instant since) {}

  Rules(RuleRows rows) {
    this.rows = rows;
    this.active = load();
  }

  void changed() {
    active = load();
  }

  private List<Active> load() {
    return rows.findAll().stream()
        .filter(row -> row.enabled)
        .map(row -> new Active(row.view(""), row.team, row.changedAt))
        .toList();
  }

  List<Active> all() {
    return active;
  }

  List<AlertRule> of(Cause cause) {
    return active.stream().map(Active::rule).filter(rule -> rule.cause() == cause).toList();
  }

  /** Those of a cause that are about this container. */
  List<AlertRule> of(Cause cause, Subject subject) {
    return active.stream()
        .filter(one -> one.team() == null || subject.owners().teams().contains(one.team()))
        .map(Active::rule)
        .filter(rule -> rule.cause() == cause)
        .filter(rule -> rule.containers().has(subject.name(), subject.labels()))
        .toList();
  }
}
