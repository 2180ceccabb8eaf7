package io.berth.alert;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Up to when ends of containers have been looked at; one row. */
@Entity
@Table(name = "alert_mark")
class MarkEntity {

  static final int ONLY = 1;

  @Id int id = ONLY;

  Instant seenUntil = Instant.EPOCH;
}
