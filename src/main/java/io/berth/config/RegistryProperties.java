package io.berth.config;

import io.berth.registry.RegistryOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where images come from.
 *
 * @param mirrors of Docker Hub, such as {@code https://mirror.example}, asked before it
 * @param insecure registries that may be spoken to without TLS or a certificate that counts
 * @param certificates a folder of {@code HOST:PORT/*.crt}: who vouches for a registry
 * @param patience how long a registry may be silent, or bring next to nothing, in one answer
 */
@Validated
@ConfigurationProperties("berth.registry")
record RegistryProperties(
    @DefaultValue({}) List<String> mirrors,
    @DefaultValue({}) Set<String> insecure,
    @DefaultValue("/etc/berth/certs.d") Path certificates,
    @DefaultValue("60s") @DurationMin(seconds = 1) Duration patience) {

  RegistryOptions options() {
    return RegistryOptions.of(
        insecure,
        mirrors.stream().map(RegistryProperties::mirror).toList(),
        certificates,
        patience);
  }

  private static URI mirror(String address) {
    try {
      URI uri = URI.create(address);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new StartRefused(
        "berth.registry.mirrors names \"" + address + "\", which is no registry's address",
        "write an address such as https://mirror.example",
        null);
  }
}
