package io.berth.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A browser's login. Its secret is in the browser's cookie; here is the secret's hash. */
@Entity
@Table(name = "kept_logins")
@NullUnmarked
class KeptLogin {

  @Id private String secretHash;

  @Column(nullable = false)
  private String userName;

  @Column(nullable = false)
  private Instant endsAt;

  protected KeptLogin() {}

  KeptLogin(String secretHash, String userName, Instant endsAt) {
    this.secretHash = secretHash;
    this.userName = userName;
    this.endsAt = endsAt;
  }

  String userName() {
    return userName;
  }

  boolean hasEnded(Instant now) {
    return !endsAt.isAfter(now);
  }
}
