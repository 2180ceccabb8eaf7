package io.berth.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A user's authenticator app. It is asked for from its confirmation on. */
@Entity
@Table(name = "second_factor")
@NullUnmarked
class SecondFactor {

  @Id private String userName;

  @Column(nullable = false)
  private String sealedSecret;

  private Instant confirmedAt;

  /** Of the last code that was used: none is good twice. */
  @Column(nullable = false)
  private long lastStep;

  /** What its owner has not yet kept. */
  private String sealedCodes;

  protected SecondFactor() {}

  SecondFactor(String userName, String sealedSecret) {
    this.userName = userName;
    this.sealedSecret = sealedSecret;
  }

  String sealedSecret() {
    return sealedSecret;
  }

  long lastStep() {
    return lastStep;
  }

  boolean isConfirmed() {
    return confirmedAt != null;
  }

  void confirm(Instant time, long step) {
    confirmedAt = time;
    lastStep = step;
  }

  @Nullable String sealedCodes() {
    return sealedCodes;
  }

  void setSealedCodes(@Nullable String sealedCodes) {
    this.sealedCodes = sealedCodes;
  }
}
