package io.berth.alert;

import io.berth.system.HostInfo;
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

  static final String DISK = "disk";

  private static final int LONGEST_NAME = 300;

  private final IncidentRows rows;
  private final RuleRows rules;
  private final DeliveryQueue queue;
  private final HostInfo host;

  Incidents(IncidentRows rows, RuleRows rules, DeliveryQueue queue, HostInfo host) {
    this.rows = rows;
    this.rules = rules;
    this.queue = queue;
    this.host = host;
  }

  /**
   * Something wrong with a container or the disk.
   *
   * @param subject the container's id, or {@link #DISK}
   * @param words what happened, in a sentence without its full stop
   */
  record Trouble(String subject, String name, String words, Instant at) {

    Notice.@Nullable About about() {
      return subject.equals(DISK) ? null : new Notice.About(subject, name);
    }
  }

  @Transactional
  void raise(AlertRule rule, Trouble trouble) {
    Optional<RuleEntity> owner = rules.findById(rule.id()).filter(row -> row.enabled);
    if (owner.isEmpty()) {
      return;
    }
    Instant now = Instant.now();
    IncidentEntity row = rows.findByRuleIdAndSubject(rule.id(), trouble.subject()).orElse(null);
    boolean known = row != null;
    if (row == null) {
      row = new IncidentEntity();
      row.ruleId = rule.id();
      row.subject = trouble.subject();
    }
    row.subjectName = cut(trouble.name());
    row.lastAt = trouble.at();
    boolean quiet = known && (rule.cause().lasts() || row.toldAt.plus(rule.quiet()).isAfter(now));
    if (quiet) {
      row.untold++;
    } else {
      queue.add(
          rule,
          Notice.of(
              Notice.ALERT,
              rule,
              host.name(),
              trouble.words(),
              trouble.about(),
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
          var trouble = new Trouble(open.subject, open.subjectName, words, Instant.now());
          queue.add(
              rule,
              Notice.of(
                  Notice.RECOVERED,
                  rule,
                  host.name(),
                  words,
                  trouble.about(),
                  open.untold,
                  trouble.at()));
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
