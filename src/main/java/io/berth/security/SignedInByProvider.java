package io.berth.security;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** Somebody an OpenID provider has named. Of what it told nothing is kept but who they are here. */
final class SignedInByProvider extends SignedIn implements OidcUser {

  private static final long serialVersionUID = 1L;

  SignedInByProvider(Caller caller, boolean enabled) {
    super(caller, "", enabled);
  }

  @Override
  public String getName() {
    return getUsername();
  }

  @Override
  public Map<String, Object> getClaims() {
    return Map.of(IdTokenClaimNames.SUB, getUsername());
  }

  @Override
  public Map<String, Object> getAttributes() {
    return getClaims();
  }

  @Override
  public @Nullable OidcUserInfo getUserInfo() {
    return null;
  }

  @Override
  public OidcIdToken getIdToken() {
    return new OidcIdToken("used", Instant.EPOCH, Instant.EPOCH.plusSeconds(1), getClaims());
  }
}
