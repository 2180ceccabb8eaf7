package io.berth.restapi;

import io.berth.security.Tokens;
import io.berth.security.Tokens.TokenView;
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

  record NewToken(@Nullable String name) {}

  /**
   * @param secret shown this once
   */
  record IssuedToken(UUID id, String name, Instant createdAt, String secret) {}

  @GetMapping
  List<TokenView> list(Principal user) {
    return tokens.list(user.getName());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  IssuedToken create(Principal user, @RequestBody NewToken request) {
    var issued = tokens.create(user.getName(), request.name() == null ? "" : request.name());
    var token = issued.token();
    return new IssuedToken(token.id(), token.name(), token.createdAt(), issued.secret());
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(Principal user, @PathVariable UUID id) {
    tokens.revoke(user.getName(), id);
  }
}
