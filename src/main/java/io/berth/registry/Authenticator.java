package io.berth.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.berth.failure.Unavailable;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a registry's challenges; remembers the answer for the requests that follow. */
final class Authenticator {

  private final Http http;
  private final RegistryOptions options;
  private final Endpoint endpoint;
  private final String scope;
  private final Credentials credentials;
  private volatile @Nullable String header;

  /**
   * @param scope of tokens, such as {@code repository:library/nginx:pull}; empty for none
   */
  Authenticator(
      Http http,
      RegistryOptions options,
      Endpoint endpoint,
      String scope,
      Credentials credentials) {
    this.http = http;
    this.options = options;
    this.endpoint = endpoint;
    this.scope = scope;
    this.credentials = credentials;
    this.header =
        credentials.registryToken().isEmpty() ? null : "Bearer " + credentials.registryToken();
  }

  /** The Authorization header for the registry's own origin; null for none. */
  @Nullable String header() {
    return header;
  }

  /**
   * A request was answered 401. Returns whether trying again makes sense: there is another header
   * now than the one it was sent with.
   */
  synchronized boolean challenged(
      URI request, @Nullable String sentWith, List<String> wwwAuthenticate)
      throws InterruptedException {
    String current = header;
    if (current != null && !current.equals(sentWith)) {
      return true;
    }
    for (Challenge challenge : Challenge.parse(wwwAuthenticate)) {
      String answer =
          switch (challenge.scheme()) {
            case "bearer" -> "Bearer " + token(challenge);
            case "basic" -> basic(request, sentWith);
            default -> null;
          };
      if (answer != null) {
        header = answer;
        return !answer.equals(sentWith);
      }
    }
    return false;
  }

  private String basic(URI request, @Nullable String sentWith) {
    if (!credentials.hasPassword()) {
      throw new Unavailable("Head \"%s\": no basic auth credentials".formatted(request));
    }
    String answer = basicHeader(credentials);
    if (answer.equals(sentWith)) {
      throw new Unavailable(
          "login attempt to %s failed with status: 401 Unauthorized".formatted(endpoint.base()));
    }
    return answer;
  }

  private String token(Challenge challenge) throws InterruptedException {
    return new TokenFetch(http, options, new Destinations(endpoint), credentials)
        .fetch(challenge, scope);
  }

  static String basicHeader(Credentials credentials) {
    String pair = credentials.username() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
