package io.berth.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gets a bearer token, see distribution's "Token Authentication" and "OAuth2 Token Authentication".
 */
final class TokenFetch {

  private static final int LIMIT = 256 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Http http;
  private final RegistryOptions options;
  private final Destinations destinations;
  private final Credentials credentials;

  TokenFetch(
      Http http, RegistryOptions options, Destinations destinations, Credentials credentials) {
    this.http = http;
    this.options = options;
    this.destinations = destinations;
    this.credentials = credentials;
  }

  String fetch(Challenge challenge, String scope) throws InterruptedException {
    URI realm = realm(challenge);
    String service = challenge.parameters().getOrDefault("service", "");
    boolean trusted = destinations.mayHaveCredentials(realm);
    HttpRequest request =
        trusted && !credentials.identityToken().isEmpty()
            ? refresh(realm, service, scope)
            : ask(realm, service, scope, trusted);
    try {
      HttpResponse<InputStream> answer = http.send(request);
      try (InputStream body = answer.body()) {
        byte[] bytes = body.readNBytes(LIMIT);
        return switch (answer.statusCode()) {
          case 200 -> tokenOf(bytes, realm);
          case 401, 403 ->
              throw new NotFound(
                  "unauthorized: " + realm.getAuthority() + " refused these credentials");
          default ->
              throw new Unavailable(
                  "token service %s answered %d"
                      .formatted(realm.getAuthority(), answer.statusCode()));
        };
      }
    } catch (IOException e) {
      throw new Unavailable("Get \"%s\": %s".formatted(realm, Transport.reason(realm, e)), e);
    }
  }

  private URI realm(Challenge challenge) {
    String realm = challenge.parameters().getOrDefault("realm", "");
    try {
      return destinations.check("token realm", URI.create(realm));
    } catch (IllegalArgumentException e) {
      throw new Unavailable("the registry's token realm is not an address", e);
    }
  }

  private HttpRequest ask(URI realm, String service, String scope, boolean trusted) {
    String query =
        (service.isEmpty() ? "" : "service=" + encode(service) + "&")
            + (scope.isEmpty() ? "" : "scope=" + encode(scope));
    String glue = realm.getRawQuery() == null ? "?" : "&";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(realm + glue + query)).timeout(options.idle());
    if (trusted && credentials.hasPassword()) {
      request.header("Authorization", Authenticator.basicHeader(credentials));
    }
    return request.build();
  }

  private HttpRequest refresh(URI realm, String service, String scope) {
    String form =
        "grant_type=refresh_token&client_id=berth&service="
            + encode(service)
            + "&scope="
            + encode(scope)
            + "&refresh_token="
            + encode(credentials.identityToken());
    return HttpRequest.newBuilder(realm)
        .timeout(options.idle())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }

  private static String tokenOf(byte[] body, URI realm) {
    try {
      JsonNode json = JSON.readTree(body);
      String token = json.path("token").asString("");
      String value = token.isEmpty() ? json.path("access_token").asString("") : token;
      if (!value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c < 127)) {
        return value;
      }
    } catch (JacksonException e) {
      throw new Unavailable("token service " + realm.getAuthority() + " sent no JSON", e);
    }
    throw new Unavailable("token service " + realm.getAuthority() + " sent no token");
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
