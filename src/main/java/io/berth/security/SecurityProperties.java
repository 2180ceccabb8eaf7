package io.berth.security;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param allowedHosts names besides the loopback ones that a browser may use for this engine, such
 *     as a reverse proxy's, without port
 */
@ConfigurationProperties("berth.security")
record SecurityProperties(@DefaultValue Set<String> allowedHosts) {
  SecurityProperties {
    allowedHosts =
        allowedHosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }
}
