package io.berth.alert;

import io.berth.security.Sealer;
import io.berth.team.Owners;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Sends what is stored to be sent, and keeps what became of it. One thread waits until something is
 * due and hands it to a few that send. A crash while sending sends again: at least once.
 */
@Component
class DeliveryQueue implements SmartLifecycle {

  static final int MOST_WAITING = 500;
  static final int MOST_KEPT = 1000;
  private static final int ATTEMPTS = 7;
  private static final int FACTOR = 4;
  private static final int SENDERS = 4;
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);

  private final DeliveryRows rows;
  private final RuleRows rules;
  private final Sealer sealer;
  private final WebhookSender webhooks;
  private final MailSender mail;
  private final AlertProperties properties;
  private final Set<Long> sending = ConcurrentHashMap.newKeySet();
  private final Semaphore senders = new Semaphore(SENDERS);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean news;
  private volatile boolean running;

  DeliveryQueue(
      DeliveryRows rows,
      RuleRows rules,
      Sealer sealer,
      WebhookSender webhooks,
      MailSender mail,
      AlertProperties properties) {
    this.rows = rows;
    this.rules = rules;
    this.sealer = sealer;
    this.webhooks = webhooks;
    this.mail = mail;
    this.properties = properties;
  }

  /** Stored with the caller's transaction, and sent after it. */
  @Transactional
  public void add(AlertRule rule, Owners owners, Notice notice) {
    makeRoom();
    rows.save(row(rule, owners, notice));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            wake();
          }
        });
  }

  /** Sends now, on this thread, once. */
  public Delivered now(AlertRule rule, Owners owners, Notice notice) {
    makeRoom();
    DeliveryEntity row = row(rule, owners, notice);
    row.attempts = 1;
    Outcome outcome = attempt(row);
    row.state = outcome instanceof Outcome.Sent ? Delivered.State.SENT : Delivered.State.FAILED;
    row.result = cut(outcome.words(), 500);
    return rows.save(row).view();
  }

  private static DeliveryEntity row(AlertRule rule, Owners owners, Notice notice) {
    var row = new DeliveryEntity();
    row.ruleId = rule.id();
    row.ruleName = rule.name();
    row.shownTarget = rule.target();
    row.kind = notice.event();
    row.summary = cut(notice.summary(), 1000);
    row.body = notice.json();
    row.teams = String.join(" ", owners.teams());
    row.madeAt = Instant.now();
    row.nextAt = row.madeAt;
    return row;
  }

  /** The oldest give way, so that a receiver that is gone for long fills nothing. */
  private void makeRoom() {
    if (rows.countByState(Delivered.State.WAITING) >= MOST_WAITING) {
      for (DeliveryEntity oldest :
          rows.findByStateOrderById(Delivered.State.WAITING, Limit.of(1))) {
        oldest.state = Delivered.State.FAILED;
        oldest.result = "given up: %d others were waiting".formatted(MOST_WAITING);
        rows.save(oldest);
      }
    }
  }

  private void wake() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start() {
    running = true;
    Thread.ofPlatform().daemon().name("alert-delivery").start(this::run);
  }

  private void run() {
    while (running) {
      try {
        Instant next = sendDue();
        lock.lockInterruptibly();
        try {
          if (running && !news) {
            long millis = Math.max(1, Duration.between(Instant.now(), next).toMillis());
            changed.await(Math.min(millis, 60_000), TimeUnit.MILLISECONDS);
          }
          news = false;
        } finally {
          lock.unlock();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (running) {
          LOG.error("alerts could not be sent", e);
          pause();
        }
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(5_000);
    } catch (InterruptedException e) {
      running = false;
    }
  }

  /** Hands over what is due, and says when to look again. */
  private Instant sendDue() throws InterruptedException {
    Instant now = Instant.now();
    for (DeliveryEntity row :
        rows.findByStateAndNextAtLessThanEqualOrderById(
            Delivered.State.WAITING, now, Limit.of(50))) {
      if (!sending.contains(row.id())) {
        senders.acquire();
        if (running) {
          sending.add(row.id());
          Thread.ofVirtual().name("alert-sender").start(() -> send(row.id()));
        } else {
          senders.release();
        }
      }
    }
    return rows.findByStateOrderByNextAt(Delivered.State.WAITING, Limit.of(50)).stream()
        .filter(row -> !sending.contains(row.id()))
        .map(row -> row.nextAt)
        .findFirst()
        .orElse(now.plusSeconds(60));
  }

  private void send(long id) {
    try {
      rows.findById(id)
          .filter(row -> row.state == Delivered.State.WAITING)
          .ifPresent(row -> {
            Outcome outcome = attempt(row);
            settle(row, outcome);
          });
    } catch (RuntimeException e) {
      LOG.error("alert {} could not be sent", id, e);
    } finally {
      sending.remove(id);
      senders.release();
      wake();
    }
  }

  private Outcome attempt(DeliveryEntity row) {
    RuleEntity rule = rules.findById(row.ruleId).orElse(null);
    if (rule == null) {
      return new Outcome.Failed("its rule was removed", false);
    }
    String target = sealer.open(rule.sealedTarget).orElse("");
    if (target.isEmpty()) {
      return new Outcome.Failed(
          "the rule's address cannot be read with this engine's key: enter it again", false);
    }
    String sealed = rule.sealedSecret;
    String secret = sealed == null ? "" : sealer.open(sealed).orElse("");
    return switch (rule.channel) {
      case WEBHOOK -> webhooks.send(target, secret, id(row), row.kind, row.body);
      case MAIL -> mail.send(target, Notice.of(row.body));
    };
  }

  /** The same at each attempt, so that a receiver knows what it has already. */
  private static String id(DeliveryEntity row) {
    return row.madeAt.toEpochMilli() + "-" + row.ruleId + "-" + row.id();
  }

  private void settle(DeliveryEntity row, Outcome outcome) {
    row.attempts++;
    row.result = cut(outcome.words(), 500);
    switch (outcome) {
      case Outcome.Sent _ -> row.state = Delivered.State.SENT;
      case Outcome.Failed failed -> {
        if (failed.again() && row.attempts < ATTEMPTS) {
          row.nextAt = Instant.now().plus(retry(row.attempts));
        } else {
          row.state = Delivered.State.FAILED;
          LOG.warn("alert of rule {} did not arrive: {}", row.ruleName, row.result);
        }
      }
    }
    rows.save(row);
    forgetOldest();
  }

  private Duration retry(int attempts) {
    Duration wait = properties.firstRetry();
    for (int i = 1; i < attempts && wait.compareTo(LONGEST_RETRY) < 0; i++) {
      wait = wait.multipliedBy(FACTOR);
    }
    return wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
  }

  private void forgetOldest() {
    List<Long> tooMany = rows.finished(PageRequest.of(MOST_KEPT, 1));
    if (!tooMany.isEmpty()) {
      rows.forgetUpTo(tooMany.getFirst());
    }
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }

  /** What is being sent may end, and is sent again otherwise. */
  @Override
  public void stop() {
    running = false;
    wake();
    try {
      if (!senders.tryAcquire(SENDERS, 12, TimeUnit.SECONDS)) {
        LOG.warn("alerts are still being sent");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stops before the database is closed, and after the watch. */
  @Override
  public int getPhase() {
    return 1;
  }
}
