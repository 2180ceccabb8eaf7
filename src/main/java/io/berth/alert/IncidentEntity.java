package io.berth.alert;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is wrong now, as seen by one rule. */
@Entity
@Table(name = "alert_incident")
class IncidentEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  long ruleId;

  /** A container's id, or {@link Incidents#DISK}. */
  String subject = "";

  String subjectName = "";
  Instant lastAt = Instant.EPOCH;
  Instant toldAt = Instant.EPOCH;
  int untold;
}
