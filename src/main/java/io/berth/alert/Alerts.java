package io.berth.alert;

import java.util.List;

/**
 * Rules, and what was told by them. {@link io.berth.failure.NotFound} for an unknown rule, {@link
 * io.berth.failure.InvalidRequest} for one that makes no sense. Thread-safe.
 */
public interface Alerts {

  /** In order of name. */
  List<AlertRule> rules();

  AlertRule rule(long id);

  AlertRule create(RuleDraft draft);

  AlertRule change(long id, RuleDraft draft);

  void turn(long id, boolean on);

  void remove(long id);

  /** Sends something now, whether the rule is on or not, and waits for what becomes of it. */
  Delivered test(long id);

  /** The latest first. */
  List<Delivered> deliveries(int limit);

  /** Whether a mail server is configured. */
  boolean canMail();
}
