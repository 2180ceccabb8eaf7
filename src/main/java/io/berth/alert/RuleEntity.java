package io.berth.alert;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "alert_rule")
class RuleEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String name = "";

  @Enumerated(EnumType.STRING)
  Cause cause = Cause.ENDED_BADLY;

  @Enumerated(EnumType.STRING)
  Chosen.By chosenBy = Chosen.By.ALL;

  String chosen = "";

  /** Its id. */
  @Nullable String team;

  int threshold;
  long windowSeconds;
  long quietSeconds;

  @Enumerated(EnumType.STRING)
  Channel channel = Channel.WEBHOOK;

  String sealedTarget = "";
  String shownTarget = "";
  @Nullable String sealedSecret;
  boolean enabled;
  Instant changedAt = Instant.EPOCH;

  long id() {
    return id == null ? 0 : id;
  }

  /**
   * @param teamName as people call the rule's team; empty for none
   */
  AlertRule view(String teamName) {
    return new AlertRule(
        id(),
        name,
        cause,
        new Chosen(chosenBy, chosen),
        teamName,
        threshold,
        Duration.ofSeconds(windowSeconds),
        Duration.ofSeconds(quietSeconds),
        channel,
        shownTarget,
        sealedSecret != null,
        enabled);
  }
}
