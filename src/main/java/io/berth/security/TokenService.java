package io.berth.security;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class TokenService implements Tokens {

  /** Says what the secret is to people and to scanners of leaked secrets. */
  static final String PREFIX = "berth_";

  private static final int MAX_PER_USER = 100;
  private static final Duration USE_RESOLUTION = Duration.ofMinutes(1);

  private final AccessTokens tokens;

  TokenService(AccessTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Issued create(String user, String name) {
    String trimmed = name.strip();
    if (trimmed.isEmpty() || trimmed.length() > 100) {
      throw new InvalidRequest("a token's name has 1 to 100 characters");
    }
    if (tokens.countByUserName(user) >= MAX_PER_USER) {
      throw new Conflict("user " + user + " has " + MAX_PER_USER + " tokens already: revoke some");
    }
    String secret = PREFIX + Secrets.random(40);
    var token = tokens.save(new AccessToken(user, trimmed, Secrets.sha256(secret), Instant.now()));
    return new Issued(token.view(), secret);
  }

  @Override
  @Transactional(readOnly = true)
  public List<TokenView> list(String user) {
    return tokens.findByUserNameOrderByCreatedAtDesc(user).stream().map(AccessToken::view).toList();
  }

  @Override
  public void revoke(String user, UUID id) {
    if (tokens.deleteByIdAndUserName(id, user) == 0) {
      throw new NotFound("no such token: " + id);
    }
  }

  /** The owner of the token with this secret. */
  Optional<String> authenticate(String secret) {
    if (!secret.startsWith(PREFIX) || secret.length() > 100) {
      return Optional.empty();
    }
    var now = Instant.now();
    var token = tokens.findBySecretHash(Secrets.sha256(secret));
    token.filter(t -> !t.usedSince(now.minus(USE_RESOLUTION))).ifPresent(t -> t.usedAt(now));
    return token.map(AccessToken::userName);
  }
}
