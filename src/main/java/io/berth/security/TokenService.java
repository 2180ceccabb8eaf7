package io.berth.security;

import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class TokenService implements Tokens {

  /** Says what the secret is to people and to scanners of leaked secrets. */
  static final String PREFIX = "berth_";

  private static final int MAX_PER_USER = 100;
  private static final Duration LONGEST_LIFE = Duration.ofDays(3653);
  private static final Duration USE_RESOLUTION = Duration.ofMinutes(1);

  private final AccessTokens tokens;
  private final UserAccounts users;

  TokenService(AccessTokens tokens, UserAccounts users) {
    this.tokens = tokens;
    this.users = users;
  }

  /** A token's owner and what it may. */
  record Authenticated(UUID id, String owner, Scope scope) {}

  @Override
  public Issued create(String user, NewToken asked) {
    if (Caller.current().byToken()) {
      throw new Forbidden("not allowed: a token makes no tokens; log in with the password");
    }
    String name = asked.name().strip();
    if (name.isEmpty() || name.length() > 100) {
      throw new InvalidRequest("a token's name has 1 to 100 characters");
    }
    var now = Instant.now();
    requireUsable(name, asked.expiresAt(), now);
    if (!users.existsById(user)) {
      throw new NotFound("no such user: " + user);
    }
    if (tokens.countByUserName(user) >= MAX_PER_USER) {
      throw new Conflict("user " + user + " has " + MAX_PER_USER + " tokens already: revoke some");
    }
    String secret = PREFIX + Secrets.random(40);
    var wanted = new NewToken(name, asked.scope(), asked.expiresAt());
    var token = tokens.save(new AccessToken(user, wanted, Secrets.sha256(secret), now));
    return new Issued(token.view(), secret);
  }

  private static void requireUsable(String name, @Nullable Instant expiresAt, Instant now) {
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw new InvalidRequest("token " + name + " would have expired already");
    }
    if (expiresAt != null && expiresAt.isAfter(now.plus(LONGEST_LIFE))) {
      throw new InvalidRequest("token " + name + " expires within ten years, or never");
    }
  }

  @Override
  @Transactional(readOnly = true)
  public List<TokenView> list(String user) {
    return tokens.findByUserNameOrderByCreatedAtDesc(user).stream().map(AccessToken::view).toList();
  }

  @Override
  public void revoke(String user, UUID id) {
    var caller = Caller.current();
    if (caller.byToken() && !caller.may(Role.OPERATOR)) {
      throw new Forbidden("not allowed: a token that may only read revokes no tokens");
    }
    if (tokens.deleteByIdAndUserName(id, user) == 0) {
      throw new NotFound("no such token: " + id);
    }
  }

  Optional<Authenticated> authenticate(String secret) {
    if (!secret.startsWith(PREFIX) || secret.length() > 100) {
      return Optional.empty();
    }
    var now = Instant.now();
    var token = tokens.findBySecretHash(Secrets.sha256(secret)).filter(t -> !t.hasExpired(now));
    token.filter(t -> !t.usedSince(now.minus(USE_RESOLUTION))).ifPresent(t -> t.usedAt(now));
    return token.map(t -> new Authenticated(t.id(), t.userName(), t.scope()));
  }
}
