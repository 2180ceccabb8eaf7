package io.berth.restapi;

import io.berth.audit.Audit;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Containers.EndpointConfig;
import io.berth.failure.InvalidRequest;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import io.berth.security.SecretNames;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Networks and the containers on them. */
@RestController
@RequestMapping("/api/networks")
class NetworkController {

  private final Networks networks;
  private final Containers containers;
  private final Ownership ownership;
  private final Audit audit;

  NetworkController(Networks networks, Containers containers, Ownership ownership, Audit audit) {
    this.audit = audit;
    this.networks = networks;
    this.containers = containers;
    this.ownership = ownership;
  }

  /**
   * @param address empty while it does not run
   * @param aliases further names that others on the network find it by
   */
  record Member(String id, String name, String address, String macAddress, List<String> aliases) {}

  /**
   * @param createdAt null for a network that always exists
   * @param subnet empty for a network without addresses
   * @param range where addresses are chosen from, null for the whole subnet
   * @param internal without a way out
   * @param owners teams; none for what is everybody's
   * @param members containers, running or not
   */
  record NetworkBody(
      String id,
      String name,
      @Nullable Instant createdAt,
      String driver,
      String subnet,
      String gateway,
      @Nullable String range,
      boolean internal,
      Map<String, String> options,
      Map<String, String> labels,
      List<String> owners,
      List<Member> members) {}

  /**
   * @param subnet absent for a free one
   */
  record CreateBody(
      @Nullable String name,
      @Nullable String subnet,
      @Nullable String gateway,
      @Nullable String range,
      boolean internal,
      @Nullable Map<String, String> options,
      @Nullable Map<String, String> labels) {}

  /**
   * @param container its name or id
   * @param address absent for any
   */
  record ConnectBody(
      @Nullable String container, @Nullable String address, @Nullable List<String> aliases) {}

  /** In order of name. */
  @GetMapping
  List<NetworkBody> list() {
    var all = allContainers();
    return networks.list(Map.of()).stream().map(network -> body(network, all)).toList();
  }

  @GetMapping("/{ref}")
  NetworkBody inspect(@PathVariable String ref) {
    return body(networks.inspect(ref), allContainers());
  }

  /** Makes a network on a bridge of its own. */
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NetworkBody create(@RequestBody CreateBody body) {
    var pool =
        new Network.Pool(
            Objects.requireNonNullElse(body.subnet(), ""),
            Objects.requireNonNullElse(body.range(), ""),
            Objects.requireNonNullElse(body.gateway(), ""),
            Map.of());
    var made =
        networks.create(
            new Network.Draft(
                Objects.requireNonNullElse(body.name(), ""),
                "",
                List.of(pool),
                body.internal(),
                false,
                Objects.requireNonNullElse(body.options(), Map.of()),
                Objects.requireNonNullElse(body.labels(), Map.of())));
    return body(made, List.of());
  }

  /** Removes a network that no running container is on. */
  @DeleteMapping("/{ref}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String ref) {
    networks.remove(ref);
  }

  /** Puts a container on the network, at once when it runs. */
  @PostMapping("/{ref}/connect")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void connect(@PathVariable String ref, @RequestBody ConnectBody body) {
    containers.connect(
        container(body),
        ref,
        EndpointConfig.of(body.address(), Objects.requireNonNullElse(body.aliases(), List.of())));
  }

  /** Takes a container off the network. */
  @PostMapping("/{ref}/disconnect")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void disconnect(@PathVariable String ref, @RequestBody ConnectBody body) {
    containers.disconnect(container(body), ref, false);
  }

  private String container(ConnectBody body) {
    if (body.container() == null || body.container().isEmpty()) {
      throw new InvalidRequest("no container is named: give its name or id as container");
    }
    audit.note("container=" + body.container());
    return body.container();
  }

  private NetworkBody body(Network network, List<ContainerView> all) {
    return new NetworkBody(
        network.id(),
        network.name(),
        network.isUserDefined() ? network.created() : null,
        network.driver(),
        network.subnet(),
        network.gateway(),
        network.range(),
        network.internal(),
        network.options(),
        SecretNames.hidden(network.labels()),
        ownership.namesOf(Kind.NETWORK, network.id()),
        members(network, all));
  }

  private static List<Member> members(Network network, List<ContainerView> all) {
    return all.stream()
        .flatMap(view ->
            view.on(network.id()).stream()
                .map(one ->
                    new Member(
                        view.id(), view.name(), one.address(), one.macAddress(), one.aliases())))
        .toList();
  }

  private List<ContainerView> allContainers() {
    return containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
  }
}
