package io.berth.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** Stands once for the app of its owner. */
@Entity
@Table(name = "recovery_code")
@NullUnmarked
class RecoveryCode {

  @Id private String codeHash;

  @Column(nullable = false)
  private String userName;

  private Instant usedAt;

  protected RecoveryCode() {}

  RecoveryCode(String codeHash, String userName) {
    this.codeHash = codeHash;
    this.userName = userName;
  }
}
