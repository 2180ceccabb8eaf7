package io.berth.security;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.oauth2.core.oidc.OidcScopes;

/**
 * An OpenID Connect provider whose people may log in.
 *
 * @param issuer its address, under which it describes itself (OpenID Connect Discovery 1.0); empty
 *     for none
 * @param name what people call it
 * @param scopes asked for, {@code openid} always
 * @param userClaim the claim that names an account made for somebody
 * @param groupsClaim the claim with a list of groups
 * @param administrators groups whose members get this role, and so on; with none given roles are
 *     Berth's own affair
 */
@ConfigurationProperties("berth.openid")
record OidcProperties(
    @DefaultValue("") String issuer,
    @DefaultValue("") String clientId,
    @DefaultValue("") String clientSecret,
    @DefaultValue("OpenID") String name,
    @DefaultValue("profile") Set<String> scopes,
    @DefaultValue("preferred_username") String userClaim,
    @DefaultValue("groups") String groupsClaim,
    @DefaultValue Set<String> administrators,
    @DefaultValue Set<String> operators,
    @DefaultValue Set<String> viewers) {

  OidcProperties {
    scopes =
        Stream.concat(Stream.of(OidcScopes.OPENID), scopes.stream())
            .collect(Collectors.toUnmodifiableSet());
    if (!issuer.isEmpty()) {
      requireSafe(issuer);
      if (clientId.isEmpty() || clientSecret.isEmpty()) {
        throw new IllegalArgumentException(
            "berth.openid.issuer needs client-id and client-secret as well");
      }
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return clientId + " at " + issuer;
  }

  private static void requireSafe(String issuer) {
    URI uri = URI.create(issuer);
    boolean loopback = uri.getHost() != null && OriginGuard.LOOPBACK.contains(uri.getHost());
    if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && loopback)) {
      throw new IllegalArgumentException(
          "berth.openid.issuer begins with https://, unless it is on this host: " + issuer);
    }
  }

  boolean isOn() {
    return !issuer.isEmpty();
  }

  boolean givesRoles() {
    return !administrators.isEmpty() || !operators.isEmpty() || !viewers.isEmpty();
  }

  /** The strongest role that one of the groups gives. */
  Optional<Role> role(List<String> groups) {
    if (groups.stream().anyMatch(administrators::contains)) {
      return Optional.of(Role.ADMINISTRATOR);
    }
    if (groups.stream().anyMatch(operators::contains)) {
      return Optional.of(Role.OPERATOR);
    }
    return groups.stream().anyMatch(viewers::contains)
        ? Optional.of(Role.VIEWER)
        : Optional.empty();
  }
}
