package io.berth.dockerapi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.berth.image.Images.RegistryCredentials;
import io.berth.oci.ImageReference;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code X-Registry-Auth}: base64url of JSON. What cannot be read counts as none, as in Docker. */
final class RegistryAuthHeader {

  private RegistryAuthHeader() {}

  static RegistryCredentials parse(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return RegistryCredentials.NONE;
    }
    try {
      return of(decoded(header));
    } catch (IllegalArgumentException | JacksonException e) {
      return RegistryCredentials.NONE;
    }
  }

  /**
   * {@code X-Registry-Config}: those of several registries, by address, as configuration files name
   * them.
   */
  static Map<String, RegistryCredentials> parseAll(@Nullable String header) {
    Map<String, RegistryCredentials> all = new HashMap<>();
    if (header == null || header.isBlank()) {
      return all;
    }
    try {
      decoded(header)
          .properties()
          .forEach(entry -> all.put(domain(entry.getKey()), of(entry.getValue())));
    } catch (IllegalArgumentException | JacksonException e) {
      return Map.of();
    }
    return all;
  }

  /** Docker Hub has an address of its own, with a path. */
  private static String domain(String address) {
    String host = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    return host.equals("index.docker.io") ? ImageReference.DEFAULT_DOMAIN : host;
  }

  private static JsonNode decoded(String header) {
    String url = header.strip().replace('+', '-').replace('/', '_').replace("=", "");
    return DockerJson.MAPPER.readTree(Base64.getUrlDecoder().decode(url.getBytes(US_ASCII)));
  }

  private static RegistryCredentials of(JsonNode json) {
    RegistryCredentials named =
        new RegistryCredentials(
            text(json, "username"),
            text(json, "password"),
            text(json, "identitytoken"),
            text(json, "registrytoken"));
    String pair = text(json, "auth");
    return named.username().isEmpty() && !pair.isEmpty() ? ofPair(named, pair) : named;
  }

  static RegistryCredentials of(ImageTransferController.RegistryLogin login) {
    return new RegistryCredentials(
        Objects.requireNonNullElse(login.username(), ""),
        Objects.requireNonNullElse(login.password(), ""),
        Objects.requireNonNullElse(login.identitytoken(), ""),
        Objects.requireNonNullElse(login.registrytoken(), ""));
  }

  /** {@code auth} is base64 of {@code username:password}, as configuration files have it. */
  private static RegistryCredentials ofPair(RegistryCredentials named, String pair) {
    String[] parts =
        new String(Base64.getDecoder().decode(pair), java.nio.charset.StandardCharsets.UTF_8)
            .split(":", 2);
    return parts.length < 2
        ? named
        : new RegistryCredentials(parts[0], parts[1], named.identityToken(), named.registryToken());
  }

  private static String text(JsonNode json, String name) {
    return json.path(name).asString("");
  }
}
