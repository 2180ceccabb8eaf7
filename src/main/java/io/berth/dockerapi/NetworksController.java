package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.audit.Audit;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Containers.ListQuery;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Networks under {@code /networks}. */
@RestController
class NetworksController {

  private final Networks networks;
  private final Containers containers;
  private final Audit audit;

  NetworksController(Networks networks, Containers containers, Audit audit) {
    this.audit = audit;
    this.networks = networks;
    this.containers = containers;
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record CreateBody(
      @Nullable String name,
      @Nullable String driver,
      @Nullable String scope,
      @Nullable Boolean internal,
      @Nullable Boolean attachable,
      @Nullable Boolean ingress,
      @Nullable Boolean configOnly,
      @Nullable JsonNode configFrom,
      @JsonProperty("EnableIPv4") @Nullable Boolean enableIpv4,
      @JsonProperty("EnableIPv6") @Nullable Boolean enableIpv6,
      @JsonProperty("IPAM") @Nullable IpamBody ipam,
      @Nullable Map<String, String> options,
      @Nullable Map<String, String> labels) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record IpamBody(
      @Nullable String driver,
      @Nullable Map<String, String> options,
      @Nullable List<PoolBody> config) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record PoolBody(
      @Nullable String subnet,
      @JsonProperty("IPRange") @Nullable String ipRange,
      @Nullable String gateway,
      @Nullable Map<String, String> auxiliaryAddresses) {

    Network.Pool pool() {
      return new Network.Pool(
          Objects.requireNonNullElse(subnet, ""),
          Objects.requireNonNullElse(ipRange, ""),
          Objects.requireNonNullElse(gateway, ""),
          Objects.requireNonNullElse(auxiliaryAddresses, Map.of()));
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record CreatedBody(String id, String warning) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record ConnectBody(@Nullable String container, @Nullable JsonNode endpointConfig) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record DisconnectBody(@Nullable String container, @Nullable Boolean force) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record PrunedBody(@Nullable List<String> networksDeleted) {}

  @PostMapping("/networks/create")
  @ResponseStatus(HttpStatus.CREATED)
  CreatedBody create(HttpServletRequest request) throws IOException {
    CreateBody body = DockerJson.read(request, CreateBody.class);
    refuse(body);
    IpamBody ipam = body.ipam();
    List<PoolBody> pools = ipam == null || ipam.config() == null ? List.of() : ipam.config();
    Network made =
        networks.create(
            new Network.Draft(
                Objects.requireNonNullElse(body.name(), ""),
                Objects.requireNonNullElse(body.driver(), ""),
                pools.stream().map(PoolBody::pool).toList(),
                isSet(body.internal()),
                isSet(body.attachable()),
                Objects.requireNonNullElse(body.options(), Map.of()),
                Objects.requireNonNullElse(body.labels(), Map.of())));
    return new CreatedBody(made.id(), "");
  }

  /** Options that are not offered are refused, not ignored. */
  private static void refuse(CreateBody body) {
    if (isSet(body.enableIpv6())) {
      throw new Unsupported("IPv6 networks are not offered by this version");
    }
    if (Boolean.FALSE.equals(body.enableIpv4())) {
      throw new Unsupported("networks without IPv4 are not offered by this version");
    }
    JsonNode from = body.configFrom();
    boolean other =
        isSet(body.ingress())
            || isSet(body.configOnly())
            || from != null && !from.path("Network").asString("").isEmpty()
            || !List.of("", "local").contains(Objects.requireNonNullElse(body.scope(), ""));
    if (other) {
      throw new Unsupported("networks of a swarm are not offered by this engine");
    }
    IpamBody ipam = body.ipam();
    if (ipam == null) {
      return;
    }
    if (!List.of("", "default").contains(Objects.requireNonNullElse(ipam.driver(), ""))) {
      throw new Unsupported("address driver " + ipam.driver() + ": only default is offered");
    }
    if (ipam.options() != null && !ipam.options().isEmpty()) {
      throw new Unsupported("address driver options are not offered");
    }
  }

  private static boolean isSet(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  @GetMapping("/networks")
  List<NetworkBody> list(HttpServletRequest request) {
    return networks.list(Query.of(request).filters()).stream()
        .map(network -> NetworkBody.of(network, List.of()))
        .toList();
  }

  @GetMapping("/networks/{ref}")
  NetworkBody inspect(@PathVariable String ref) {
    return NetworkBody.of(networks.inspect(ref), running());
  }

  private List<ContainerView> running() {
    return containers.list(new ListQuery(false, 0, false, Map.of()));
  }

  @PostMapping("/networks/{ref}/connect")
  void connect(@PathVariable String ref, HttpServletRequest request) throws IOException {
    ConnectBody body = DockerJson.read(request, ConnectBody.class);
    JsonNode config = body.endpointConfig();
    containers.connect(
        container(body.container()),
        ref,
        config == null || config.isNull() ? null : EndpointReader.read(config));
  }

  @PostMapping("/networks/{ref}/disconnect")
  void disconnect(@PathVariable String ref, HttpServletRequest request) throws IOException {
    DisconnectBody body = DockerJson.read(request, DisconnectBody.class);
    containers.disconnect(container(body.container()), ref, isSet(body.force()));
  }

  private String container(@Nullable String ref) {
    if (ref == null || ref.isEmpty()) {
      throw new InvalidRequest("no container is named: give its name or id as Container");
    }
    audit.note("container=" + ref);
    return ref;
  }

  @DeleteMapping("/networks/{ref}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String ref) {
    networks.remove(ref);
  }

  @PostMapping("/networks/prune")
  PrunedBody prune(HttpServletRequest request) {
    List<String> names = networks.prune(Query.of(request).filters());
    return new PrunedBody(names.isEmpty() ? null : names);
  }
}
