package io.berth.image;

import io.berth.keyring.Keyring;
import io.berth.registry.Credentials;
import org.springframework.stereotype.Component;

/** With which login a registry is asked: the one that came with a request, or else a kept one. */
@Component
class Logins {

  private final Keyring keyring;

  Logins(Keyring keyring) {
    this.keyring = keyring;
  }

  Credentials of(Images.RegistryCredentials given, String domain) {
    return given.equals(Images.RegistryCredentials.NONE) ? keyring.find(domain) : told(given);
  }

  static Credentials told(Images.RegistryCredentials given) {
    return new Credentials(
        given.username(), given.password(), given.identityToken(), given.registryToken());
  }
}
