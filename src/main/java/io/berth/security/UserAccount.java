package io.berth.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "users")
@NullUnmarked
class UserAccount {

  @Id private String name;

  @Column(nullable = false)
  private String passwordHash;

  @Column(nullable = false)
  private Instant createdAt;

  protected UserAccount() {}

  UserAccount(String name, String passwordHash, Instant createdAt) {
    this.name = name;
    this.passwordHash = passwordHash;
    this.createdAt = createdAt;
  }

  String name() {
    return name;
  }

  String passwordHash() {
    return passwordHash;
  }

  void setPasswordHash(String passwordHash) {
    this.passwordHash = passwordHash;
  }
}
