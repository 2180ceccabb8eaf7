package io.berth.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;

/**
 * How this engine is known to the provider, which is asked when the first person wants to log in:
 * an engine starts without it. Thread-safe.
 */
final class OidcRegistration implements ClientRegistrationRepository {

  static final String BASE = "/login/with";
  static final String CALLBACK = SingleSignOn.START + "/callback";
  private static final String ID = SingleSignOn.START.substring(BASE.length() + 1);

  private final OidcProperties provider;
  private final String redirectUri;
  private @Nullable ClientRegistration found;

  /**
   * @param secure whether browsers come by HTTPS, which a proxy that ends it does not tell
   */
  OidcRegistration(OidcProperties provider, boolean secure) {
    this.provider = provider;
    redirectUri = (secure ? "https://{baseHost}{basePort}" : "{baseUrl}") + CALLBACK;
  }

  @Override
  public synchronized @Nullable ClientRegistration findByRegistrationId(String id) {
    if (!id.equals(ID)) {
      return null;
    }
    if (found == null) {
      found =
          ClientRegistrations.fromOidcIssuerLocation(provider.issuer())
              .registrationId(ID)
              .clientId(provider.clientId())
              .clientSecret(provider.clientSecret())
              .clientName(provider.name())
              .redirectUri(redirectUri)
              .scope(provider.scopes())
              .clientSettings(
                  ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
              .build();
    }
    return found;
  }
}
