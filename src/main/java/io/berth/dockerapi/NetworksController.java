package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Containers.ListQuery;
import io.berth.container.Networks;
import io.berth.failure.Forbidden;
import io.berth.failure.NotFound;
import io.berth.failure.Unsupported;
import io.berth.network.BridgeNetwork;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The three networks that always exist, under {@code /networks}. Others are refused clearly. */
@RestController
class NetworksController {

  private static final Set<String> KNOWN =
      Set.of("dangling", "driver", "id", "label", "name", "scope", "type");
  private static final String NOT_OFFERED =
      "user-defined networks are not offered by this version: use bridge, host or none";

  private final Containers containers;
  private final BridgeNetwork bridge;

  NetworksController(Containers containers, BridgeNetwork bridge) {
    this.containers = containers;
    this.bridge = bridge;
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Ipam(
      String driver, @Nullable Map<String, String> options, List<Map<String, String>> config) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Member(
      String name,
      @JsonProperty("EndpointID") String endpointId,
      String macAddress,
      @JsonProperty("IPv4Address") String ipv4Address,
      @JsonProperty("IPv6Address") String ipv6Address) {}

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
      Map<String, String> labels) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record PrunedBody(List<String> networksDeleted) {}

  @GetMapping("/networks")
  List<NetworkBody> list(HttpServletRequest request) {
    Map<String, Set<String>> filters = Query.of(request).filters();
    Filters.requireKnown(filters, KNOWN);
    return Arrays.stream(Networks.values())
        .filter(network -> matches(network, filters))
        .map(network -> body(network, Map.of()))
        .toList();
  }

  private static boolean matches(Networks network, Map<String, Set<String>> filters) {
    return filters.entrySet().stream()
        .allMatch(filter ->
            filter.getValue().stream().anyMatch(value -> matches(network, filter.getKey(), value)));
  }

  private static boolean matches(Networks network, String key, String value) {
    return switch (key) {
      case "name" -> network.mode().contains(value);
      case "id" -> network.id().startsWith(value);
      case "driver" -> network.driver().equals(value);
      case "scope" -> value.equals("local");
      case "type" -> value.equals("builtin");
      default -> false;
    };
  }

  @GetMapping("/networks/{ref}")
  NetworkBody inspect(@PathVariable String ref) {
    Networks network = find(ref);
    Map<String, Member> members =
        containers.list(new ListQuery(false, 0, false, Map.of())).stream()
            .filter(view -> view.network().networkId().equals(network.id()))
            .collect(Collectors.toMap(ContainerView::id, NetworksController::member));
    return body(network, members);
  }

  private static Networks find(String ref) {
    return Arrays.stream(Networks.values())
        .filter(network ->
            network.mode().equals(ref) || (ref.length() > 3 && network.id().startsWith(ref)))
        .findFirst()
        .orElseThrow(() -> new NotFound("network " + ref + " not found"));
  }

  private static Member member(ContainerView view) {
    ContainerView.NetworkView network = view.network();
    return new Member(
        view.name(),
        network.endpointId(),
        network.macAddress(),
        network.address().isEmpty() ? "" : network.address() + "/" + network.prefixLength(),
        "");
  }

  private NetworkBody body(Networks network, Map<String, Member> members) {
    boolean bridged = network == Networks.BRIDGE;
    BridgeNetwork.BridgeInfo info = bridge.info();
    return new NetworkBody(
        network.mode(),
        network.id(),
        DockerJson.ZERO_TIME,
        "local",
        network.driver(),
        false,
        new Ipam(
            "default",
            null,
            bridged
                ? List.of(Map.of("Subnet", info.subnet(), "Gateway", info.gateway()))
                : List.of()),
        false,
        false,
        false,
        Map.of("Network", ""),
        false,
        members,
        bridged
            ? Map.of(
                "com.docker.network.bridge.default_bridge",
                "true",
                "com.docker.network.bridge.name",
                info.bridge(),
                "com.docker.network.bridge.enable_ip_masquerade",
                "" + info.masquerade(),
                "com.docker.network.driver.mtu",
                "" + info.mtu())
            : Map.of(),
        Map.of());
  }

  @PostMapping({"/networks/create", "/networks/{ref}/connect", "/networks/{ref}/disconnect"})
  void change() {
    throw new Unsupported(NOT_OFFERED);
  }

  @DeleteMapping("/networks/{ref}")
  void remove(@PathVariable String ref) {
    throw new Forbidden(find(ref).mode() + " is a pre-defined network and cannot be removed");
  }

  @PostMapping("/networks/prune")
  PrunedBody prune() {
    return new PrunedBody(List.of());
  }
}
