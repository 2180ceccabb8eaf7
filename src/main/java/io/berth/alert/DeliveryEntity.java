package io.berth.alert;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "alert_delivery")
class DeliveryEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  long ruleId;
  String ruleName = "";
  String shownTarget = "";
  String kind = "";
  String summary = "";

  /** A JSON document of {@link Notice}. */
  String body = "";

  Instant madeAt = Instant.EPOCH;

  @Enumerated(EnumType.STRING)
  Delivered.State state = Delivered.State.WAITING;

  int attempts;
  Instant nextAt = Instant.EPOCH;
  String result = "";

  long id() {
    return id == null ? 0 : id;
  }

  Delivered view() {
    return new Delivered(
        id(),
        ruleId,
        ruleName,
        shownTarget,
        kind,
        summary,
        madeAt,
        state,
        attempts,
        nextAt,
        result);
  }
}
