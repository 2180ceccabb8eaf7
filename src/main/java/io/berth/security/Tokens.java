package io.berth.security;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Personal access tokens: what a program shows instead of its owner's password. */
public interface Tokens {

  /**
   * Makes a token. Its secret is in the answer and nowhere else.
   *
   * @throws io.berth.failure.InvalidRequest for a name that is empty or longer than 100 characters
   * @throws io.berth.failure.Conflict when the user has 100 tokens
   */
  Issued create(String user, String name);

  /** The user's tokens, newest first. */
  List<TokenView> list(String user);

  /**
   * Ends a token at once.
   *
   * @throws io.berth.failure.NotFound when the user has no such token
   */
  void revoke(String user, UUID id);

  record TokenView(UUID id, String name, Instant createdAt, @Nullable Instant lastUsedAt) {}

  /**
   * @param secret sent as {@code Authorization: Bearer …}
   */
  record Issued(TokenView token, String secret) {}
}
