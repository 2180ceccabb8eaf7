package io.berth.security;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.jspecify.annotations.NullUnmarked;

/** Whose account somebody of an OpenID provider has here. */
@Entity
@Table(name = "provider_person")
@NullUnmarked
class ProviderPerson {

  @EmbeddedId private Identity identity;

  @Column(nullable = false)
  private String userName;

  protected ProviderPerson() {}

  ProviderPerson(Identity identity, String userName) {
    this.identity = identity;
    this.userName = userName;
  }

  String userName() {
    return userName;
  }

  /** The two never change and are never given to somebody else (OpenID Connect Core 1.0, 5.7). */
  @Embeddable
  record Identity(String issuer, String subject) implements Serializable {}
}
