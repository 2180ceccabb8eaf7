package io.berth.security;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param allowedHosts names besides the loopback ones that a browser may use for this engine, such
 *     as a reverse proxy's, without port
 * @param secureCookies whether browsers reach this engine by HTTPS only, its own or a proxy's
 * @param operatorPaths directories of the host that operators may mount into containers
 */
@ConfigurationProperties("berth.security")
record SecurityProperties(
    @DefaultValue Set<String> allowedHosts,
    @DefaultValue("false") boolean secureCookies,
    @DefaultValue Set<Path> operatorPaths) {
  SecurityProperties {
    allowedHosts =
        allowedHosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    operatorPaths = HostPaths.checked(operatorPaths);
  }
}
