package io.berth.alert;

import io.berth.team.Owners;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
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

  /** Ids of whose container it is about, with blanks between them. */
  String teams = "";

  Instant madeAt = Instant.EPOCH;

  @Enumerated(EnumType.STRING)
  Delivered.State state = Delivered.State.WAITING;

  int attempts;
  Instant nextAt = Instant.EPOCH;
  String result = "";

  long id() {
    return id == null ? 0 : id;
  }

  Owners owners() {
    return teams.isEmpty() ? Owners.EVERYBODY : new Owners(Set.of(teams.split(" ")));
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
