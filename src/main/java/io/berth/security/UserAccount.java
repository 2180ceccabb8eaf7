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

  @Column(nullable = false)
  private String role;

  @Column(nullable = false)
  private boolean enabled;

  /** Changes whenever earlier logins no longer hold. */
  @Column(nullable = false)
  private long stamp;

  private Instant lastLoginAt;

  protected UserAccount() {}

  UserAccount(String name, String passwordHash, Role role, Instant createdAt) {
    this.name = name;
    this.passwordHash = passwordHash;
    this.role = role.name();
    this.createdAt = createdAt;
    this.enabled = true;
    this.stamp = Secrets.randomNumber();
  }

  String name() {
    return name;
  }

  String passwordHash() {
    return passwordHash;
  }

  Role role() {
    return Role.valueOf(role);
  }

  void setRole(Role role) {
    this.role = role.name();
    endLogins();
  }

  boolean enabled() {
    return enabled;
  }

  void setEnabled(boolean enabled) {
    this.enabled = enabled;
    endLogins();
  }

  long stamp() {
    return stamp;
  }

  void endLogins() {
    stamp = Secrets.randomNumber();
  }

  void loggedIn(Instant time) {
    lastLoginAt = time;
  }

  boolean loggedInSince(Instant time) {
    return lastLoginAt != null && lastLoginAt.isAfter(time);
  }

  Users.UserView view(long tokens, boolean secondFactor) {
    return new Users.UserView(name, role(), enabled, createdAt, lastLoginAt, tokens, secondFactor);
  }

  void setPasswordHash(String passwordHash) {
    this.passwordHash = passwordHash;
  }
}
