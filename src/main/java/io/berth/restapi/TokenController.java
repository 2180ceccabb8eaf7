package io.berth.restapi;

import io.berth.security.Tokens;
import io.berth.security.Tokens.NewToken;
import io.berth.security.Tokens.Scope;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Personal access tokens of whoever asks. */
@RestController
@RequestMapping("/api/tokens")
class TokenController {

  private final Tokens tokens;

  TokenController(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * @param scope null for all
   * @param expiresAt null for never
   */
  record Asked(@Nullable String name, @Nullable String scope, @Nullable Instant expiresAt) {}

  record TokenBody(
      UUID id,
      String name,
      String scope,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt) {
    static TokenBody of(Tokens.TokenView token) {
      return new TokenBody(
          token.id(),
          token.name(),
          token.scope().word(),
          token.createdAt(),
          token.expiresAt(),
          token.lastUsedAt());
    }
  }

  /**
   * @param secret shown this once
   */
  record IssuedToken(
      UUID id,
      String name,
      String scope,
      Instant createdAt,
      @Nullable Instant expiresAt,
      String secret) {}

  @GetMapping
  List<TokenBody> list(Principal user) {
    return tokens.list(user.getName()).stream().map(TokenBody::of).toList();
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  IssuedToken create(Principal user, @RequestBody Asked asked) {
    var scope = asked.scope() == null ? Scope.ALL : Scope.of(asked.scope());
    var name = asked.name() == null ? "" : asked.name();
    var issued = tokens.create(user.getName(), new NewToken(name, scope, asked.expiresAt()));
    var token = TokenBody.of(issued.token());
    return new IssuedToken(
        token.id(),
        token.name(),
        token.scope(),
        token.createdAt(),
        token.expiresAt(),
        issued.secret());
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(Principal user, @PathVariable UUID id) {
    tokens.revoke(user.getName(), id);
  }
}
