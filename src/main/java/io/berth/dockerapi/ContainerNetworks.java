package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.ContainerView.NetworkView;
import java.util.Map;
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
      @JsonProperty("NetworkID") String networkId,
      @JsonProperty("EndpointID") String endpointId,
      String gateway,
      @JsonProperty("IPAddress") String ipAddress,
      @JsonProperty("IPPrefixLen") int ipPrefixLen,
      @JsonProperty("IPv6Gateway") String ipv6Gateway,
      @JsonProperty("GlobalIPv6Address") String globalIpv6Address,
      @JsonProperty("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
      @JsonProperty("DNSNames") @Nullable Object dnsNames) {}

  static ContainerNetworks of(NetworkView network) {
    return new ContainerNetworks(
        Map.of(
            network.mode().equals("default") ? "bridge" : network.mode(),
            new EndpointBody(
                null,
                null,
                null,
                network.macAddress(),
                null,
                network.networkId(),
                network.endpointId(),
                network.gateway(),
                network.address(),
                network.prefixLength(),
                "",
                "",
                0,
                null)));
  }
}
