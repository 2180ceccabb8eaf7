package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The networks of a container by name. */
@JsonNaming(UpperCamelCaseStrategy.class)
record ContainerNetworks(Map<String, EndpointBody> networks) {

  @JsonNaming(UpperCamelCaseStrategy.class)
  record EndpointBody(
      @JsonProperty("IPAMConfig") @Nullable Object ipamConfig,
      @Nullable Object links,
      @Nullable Object aliases,
      String macAddress,
      @Nullable Object driverOpts,
      int gwPriority,
      @JsonProperty("NetworkID") String networkId,
      @JsonProperty("EndpointID") String endpointId,
      String gateway,
      @JsonProperty("IPAddress") String ipAddress,
      @JsonProperty("IPPrefixLen") int ipPrefixLen,
      @JsonProperty("IPv6Gateway") String ipv6Gateway,
      @JsonProperty("GlobalIPv6Address") String globalIpv6Address,
      @JsonProperty("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
      @JsonProperty("DNSNames") @Nullable Object dnsNames) {}

  /**
   * @param version before 1.45 the aliases had the container's short id as well, from then on it is
   *     one of the names
   */
  static ContainerNetworks of(ContainerView view, ApiVersion version) {
    Map<String, EndpointBody> networks = new TreeMap<>();
    for (Membership one : view.networks()) {
      networks.put(one.name(), endpoint(view, one, version.atLeast(1, 45)));
    }
    return new ContainerNetworks(networks);
  }

  private static EndpointBody endpoint(ContainerView view, Membership one, boolean named) {
    Map<String, String> wanted =
        one.wantedAddress().isEmpty() ? null : Map.of("IPv4Address", one.wantedAddress());
    List<String> aliases = new ArrayList<>(one.aliases());
    List<String> names = new ArrayList<>(List.of(view.name()));
    names.addAll(aliases);
    names.add(view.id().substring(0, 12));
    if (!named && one.userDefined()) {
      aliases.add(view.id().substring(0, 12));
    }
    return new EndpointBody(
        wanted == null && one.userDefined() ? Map.of() : wanted,
        null,
        aliases.isEmpty() ? null : aliases,
        one.macAddress().isEmpty() ? one.wantedMac() : one.macAddress(),
        one.driverOptions().isEmpty() ? null : one.driverOptions(),
        one.gatewayPriority(),
        one.networkId(),
        one.endpointId(),
        one.gateway(),
        one.address(),
        one.prefixLength(),
        "",
        "",
        0,
        one.userDefined() ? names.stream().distinct().toList() : null);
  }
}
