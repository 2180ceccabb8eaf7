package io.berth.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** A personal access token. Its secret is known to its owner only; here is the secret's hash. */
@Entity
@Table(name = "access_tokens")
@NullUnmarked
class AccessToken {

  @Id private UUID id;

  @Column(nullable = false)
  private String userName;

  @Column(nullable = false)
  private String name;

  @Column(nullable = false)
  private String secretHash;

  @Column(nullable = false)
  private Instant createdAt;

  private Instant lastUsedAt;

  @Column(nullable = false)
  private String scope;

  private Instant expiresAt;

  protected AccessToken() {}

  AccessToken(String userName, Tokens.NewToken asked, String secretHash, Instant createdAt) {
    this.id = UUID.randomUUID();
    this.userName = userName;
    this.name = asked.name();
    this.scope = asked.scope().name();
    this.expiresAt = asked.expiresAt();
    this.secretHash = secretHash;
    this.createdAt = createdAt;
  }

  UUID id() {
    return id;
  }

  Tokens.Scope scope() {
    return Tokens.Scope.valueOf(scope);
  }

  boolean hasExpired(Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  String userName() {
    return userName;
  }

  Tokens.TokenView view() {
    return new Tokens.TokenView(id, name, scope(), createdAt, expiresAt, lastUsedAt);
  }

  boolean usedSince(Instant time) {
    return lastUsedAt != null && lastUsedAt.isAfter(time);
  }

  void usedAt(Instant time) {
    lastUsedAt = time;
  }
}
