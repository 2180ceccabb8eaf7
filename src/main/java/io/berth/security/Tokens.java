package io.berth.security;

import io.berth.failure.InvalidRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Personal access tokens: what a program shows instead of its owner's password. */
public interface Tokens {

  /**
   * Makes a token. Its secret is in the answer and nowhere else.
   *
   * @throws io.berth.failure.InvalidRequest for a name that is empty or longer than 100 characters,
   *     or an expiry that has passed
   * @throws io.berth.failure.Conflict when the user has 100 tokens
   * @throws io.berth.failure.Forbidden when the caller shows a token: one would outlive the other
   * @throws io.berth.failure.NotFound for an unknown user
   */
  Issued create(String user, NewToken asked);

  /** One that may everything its owner may, until it is revoked. */
  default Issued create(String user, String name) {
    return create(user, new NewToken(name, Scope.ALL, null));
  }

  /** The user's tokens, newest first. */
  List<TokenView> list(String user);

  /**
   * Ends a token at once.
   *
   * @throws io.berth.failure.NotFound when the user has no such token
   * @throws io.berth.failure.Forbidden when the caller shows a token that may only read
   */
  void revoke(String user, UUID id);

  /** What a token may, at most: never more than its owner. */
  enum Scope {
    READ(Role.VIEWER),
    OPERATE(Role.OPERATOR),
    ALL(Role.ADMINISTRATOR);

    private final Role most;

    Scope(Role most) {
      this.most = most;
    }

    /**
     * @throws InvalidRequest when there is no such scope
     */
    public static Scope of(String word) {
      for (Scope scope : values()) {
        if (scope.word().equals(word)) {
          return scope;
        }
      }
      throw new InvalidRequest("no such scope: " + word + "; there are read, operate and all");
    }

    /** As people write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    Role of(Role owner) {
      return Role.lesser(owner, most);
    }
  }

  /**
   * @param expiresAt null for never
   */
  record NewToken(String name, Scope scope, @Nullable Instant expiresAt) {}

  /**
   * @param expiresAt null for never
   */
  record TokenView(
      UUID id,
      String name,
      Scope scope,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt) {}

  /**
   * @param secret sent as {@code Authorization: Bearer …}
   */
  record Issued(TokenView token, String secret) {}
}
