package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Membership;
import io.berth.networks.Network;
import io.berth.security.SecretNames;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A network as {@code /networks} shows it. */
@JsonNaming(UpperCamelCaseStrategy.class)
record NetworkBody(
    String name,
    String id,
    String created,
    String scope,
    String driver,
    @JsonProperty("EnableIPv6") boolean enableIpv6,
    @JsonProperty("IPAM") Ipam ipam,
    boolean internal,
    boolean attachable,
    boolean ingress,
    Map<String, String> configFrom,
    boolean configOnly,
    Map<String, Member> containers,
    Map<String, String> options,
    Map<String, String> labels) {

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Ipam(String driver, @Nullable Map<String, String> options, List<Pool> config) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Pool(
      String subnet,
      @JsonProperty("IPRange") @Nullable String ipRange,
      @Nullable String gateway,
      Map<String, String> auxiliaryAddresses) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Member(
      String name,
      @JsonProperty("EndpointID") String endpointId,
      String macAddress,
      @JsonProperty("IPv4Address") String ipv4Address,
      @JsonProperty("IPv6Address") String ipv6Address) {}

  /**
   * @param containers those that run
   */
  static NetworkBody of(Network network, List<ContainerView> containers) {
    Map<String, Member> members = new TreeMap<>();
    for (ContainerView view : containers) {
      view.on(network.id()).ifPresent(one -> members.put(view.id(), member(view, one)));
    }
    return new NetworkBody(
        network.name(),
        network.id(),
        network.created().equals(Instant.EPOCH)
            ? DockerJson.ZERO_TIME
            : DockerJson.time(network.created()),
        "local",
        network.driver(),
        false,
        new Ipam("default", network.isUserDefined() ? Map.of() : null, pools(network)),
        network.internal(),
        network.attachable(),
        false,
        Map.of("Network", ""),
        false,
        members,
        network.options(),
        SecretNames.masked(network.labels()));
  }

  private static List<Pool> pools(Network network) {
    if (network.subnet().isEmpty()) {
      return List.of();
    }
    boolean shown = network.gatewayChosen() || !network.subnetChosen();
    return List.of(
        new Pool(
            network.subnet(),
            network.range(),
            shown ? network.gateway() : null,
            network.reserved()));
  }

  private static Member member(ContainerView view, Membership one) {
    return new Member(
        view.name(),
        one.endpointId(),
        one.macAddress(),
        one.address().isEmpty() ? "" : one.address() + "/" + one.prefixLength(),
        "");
  }
}
