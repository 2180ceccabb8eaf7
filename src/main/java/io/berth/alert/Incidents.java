package io.berth.alert;

import io.berth.system.HostInfo;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is wrong, a row for each rule and container: whether it is to be told now, or was told
 * lately. What is to be told is stored in the same transaction.
 */
@Component
class Incidents {

  private static final int LONGEST_NAME = 300;

  private final IncidentRows rows;
  private final RuleRows rules;
  private final DeliveryQueue queue;
  private final HostInfo host;
  private final Ownership ownership;

  Incidents(
      IncidentRows rows, RuleRows rules, DeliveryQueue queue, HostInfo host, Ownership ownership) {
    this.ownership = ownership;
    this.rows = rows;
    this.rules = rules;
    this.queue = queue;
    this.host = host;
  }

  /**
   * Something wrong with a container or the disk.
   *
   * @param words what happened, in a sentence without its full stop
   */
  record Trouble(Subject subject, String words, Instant at) {}

  private static Notice.@Nullable About about(String subject, String name) {
    return subject.equals(Subject.DISK.id()) ? null : new Notice.About(subject, name);
  }

  @Transactional
  void raise(AlertRule rule, Trouble trouble) {
    Optional<RuleEntity> owner = rules.findById(rule.id()).filter(row -> row.enabled);
    if (owner.isEmpty()) {
      return;
    }
    Instant now = Instant.now();
    IncidentEntity row =
        rows.findByRuleIdAndSubject(rule.id(), trouble.subject().id()).orElse(null);
    boolean known = row != null;
    if (row == null) {
      row = new IncidentEntity();
      row.ruleId = rule.id();
      row.subject = trouble.subject().id();
    }
    row.subjectName = cut(trouble.subject().name());
    row.lastAt = trouble.at();
    boolean quiet = known && (rule.cause().lasts() || row.toldAt.plus(rule.quiet()).isAfter(now));
    if (quiet) {
      row.untold++;
    } else {
      queue.add(
          rule,
          trouble.subject().owners(),
          Notice.of(
              Notice.ALERT,
              rule,
              host.name(),
              trouble.words(),
              about(row.subject, row.subjectName),
              row.untold,
              trouble.at()));
      row.toldAt = now;
      row.untold = 0;
    }
    rows.save(row);
  }

  /** It is well again. */
  @Transactional
  void recover(AlertRule rule, IncidentEntity row, String words) {
    rows.findByRuleIdAndSubject(rule.id(), row.subject)
        .ifPresent(open -> {
          queue.add(
              rule,
              ownership.of(Kind.CONTAINER, open.subject),
              Notice.of(
                  Notice.RECOVERED,
                  rule,
                  host.name(),
                  words,
                  about(open.subject, open.subjectName),
                  open.untold,
                  Instant.now()));
          rows.delete(open);
        });
  }

  List<IncidentEntity> open() {
    return rows.findAll();
  }

  List<IncidentEntity> openOf(String subject) {
    return rows.findBySubject(subject);
  }

  /** Nobody is told. */
  @Transactional
  void forget(IncidentEntity row) {
    rows.findByRuleIdAndSubject(row.ruleId, row.subject).ifPresent(rows::delete);
  }

  @Transactional
  void forgetSubject(String subject) {
    rows.deleteBySubject(subject);
  }

  private static String cut(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }
}
