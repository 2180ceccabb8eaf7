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

  /** Whether an OpenID provider has said who it is. */
  @Column(nullable = false)
  private boolean byProvider;

  protected KeptLogin() {}

  KeptLogin(String secretHash, String userName, boolean byProvider, Instant endsAt) {
    this.secretHash = secretHash;
    this.userName = userName;
    this.byProvider = byProvider;
    this.endsAt = endsAt;
  }

  String userName() {
    return userName;
  }

  boolean byProvider() {
    return byProvider;
  }

  boolean hasEnded(Instant now) {
    return !endsAt.isAfter(now);
  }
}
