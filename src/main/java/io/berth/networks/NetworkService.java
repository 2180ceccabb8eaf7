package io.berth.networks;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.network.BridgeNetwork;
import io.berth.network.BridgeNetworks;
import io.berth.networks.Network.Draft;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * A network is stored before its bridge is made, and forgotten after it is removed: what a crash
 * leaves in between, the next start makes whole.
 */
@Service
final class NetworkService implements Networks {

  private final NetworkStore store;
  private final BridgeNetworks bridges;
  private final EventBus events;
  private final Ownership ownership;
  private final List<Network> builtIn;
  private final Drafting drafting;

  NetworkService(NetworkStore store, BridgeNetworks bridges, EventBus events, Ownership ownership) {
    this.store = store;
    this.bridges = bridges;
    this.events = events;
    this.ownership = ownership;
    this.builtIn = Arrays.stream(BuiltIn.values()).map(this::view).toList();
    this.drafting =
        new Drafting(bridges, () -> Stream.concat(builtIn.stream(), store.all().stream()));
  }

  private Network view(BuiltIn builtIn) {
    boolean bridged = builtIn == BuiltIn.BRIDGE;
    BridgeNetwork.BridgeInfo info = bridges.defaultBridge().info();
    return new Network(
        builtIn.id(),
        builtIn.mode(),
        Instant.EPOCH,
        builtIn.driver(),
        bridged ? info.subnet() : "",
        bridged ? info.gateway() : "",
        null,
        Map.of(),
        false,
        false,
        false,
        false,
        bridged
            ? Map.of(
                "com.docker.network.bridge.default_bridge",
                "true",
                Network.BRIDGE_NAME,
                info.bridge(),
                Network.ICC,
                "true",
                Network.MASQUERADE,
                "" + info.masquerade(),
                Network.MTU,
                "" + info.mtu())
            : Map.of(),
        Map.of());
  }

  @Override
  public synchronized Network create(Draft draft) {
    AddressPlan plan = Drafting.check(draft);
    Owners owners = ownership.ofNew(draft.labels());
    if (store.all().stream().anyMatch(other -> other.name().equals(draft.name()))) {
      throw new Conflict("network with name " + draft.name() + " already exists");
    }
    Network network = drafting.network(draft, plan);
    ownership.own(Kind.NETWORK, network.id(), owners);
    try {
      store.add(network);
      make(network);
    } catch (RuntimeException e) {
      store.remove(network.id());
      ownership.forget(Kind.NETWORK, network.id());
      throw e;
    }
    publish("create", network);
    return network;
  }

  private void make(Network network) {
    try {
      bridges.make(NetworkStore.spec(network));
    } catch (Conflict e) {
      throw new Forbidden(e.getMessage(), e);
    }
  }

  @Override
  public List<Network> list(Map<String, Set<String>> filters) {
    NetworkFilters.requireForList(filters);
    return Stream.concat(builtIn.stream(), seen())
        .filter(network -> NetworkFilters.match(network, filters, this::isInUse))
        .sorted(Comparator.comparing(Network::name))
        .toList();
  }

  private Stream<Network> seen() {
    return store.all().stream().filter(this::sees);
  }

  private boolean sees(Network network) {
    return ownership.sees(Kind.NETWORK, network.id());
  }

  private boolean isInUse(Network network) {
    return bridges.find(network.id()).map(BridgeNetwork::isInUse).orElse(false);
  }

  @Override
  public Network inspect(String ref) {
    List<Network> all = Stream.concat(builtIn.stream(), seen()).toList();
    for (Network network : all) {
      if (network.id().equals(ref)) {
        return network;
      }
    }
    for (Network network : all) {
      if (network.name().equals(ref)) {
        return network;
      }
    }
    List<Network> started =
        ref.isEmpty() ? List.of() : all.stream().filter(n -> n.id().startsWith(ref)).toList();
    if (started.size() > 1) {
      throw new InvalidRequest(
          "network %s is ambiguous (%d matches found based on ID prefix)"
              .formatted(ref, started.size()));
    }
    if (started.isEmpty()) {
      throw new NotFound("network " + ref + " not found");
    }
    return started.getFirst();
  }

  @Override
  public Network byId(String id) {
    return builtIn.stream()
        .filter(network -> network.id().equals(id))
        .findFirst()
        .or(() -> store.find(id))
        .orElseThrow(() -> new NotFound("network " + id + " not found"));
  }

  @Override
  public synchronized void remove(String ref) {
    Network network = inspect(ref);
    if (!network.isUserDefined()) {
      throw new Forbidden(network.name() + " is a pre-defined network and cannot be removed");
    }
    try {
      bridges.remove(network.id());
    } catch (Conflict e) {
      throw new Forbidden(
          "error while removing network: network %s id %s has active endpoints"
              .formatted(network.name(), network.id()),
          e);
    }
    store.remove(network.id());
    publish("destroy", network);
    ownership.forget(Kind.NETWORK, network.id());
  }

  @Override
  public List<String> prune(Map<String, Set<String>> filters) {
    NetworkFilters.requireForPrune(filters);
    List<String> names = new ArrayList<>();
    for (Network network : seen().toList()) {
      if (NetworkFilters.match(network, filters, this::isInUse) && !isInUse(network)) {
        try {
          remove(network.id());
          names.add(network.name());
        } catch (BerthException e) {
          // somebody came to it, or removed it, meanwhile
        }
      }
    }
    return names;
  }

  @Override
  public void give(String ref, Owners to) {
    Network network = inspect(ref);
    if (!network.isUserDefined()) {
      throw new Forbidden(network.name() + " is a pre-defined network, which is everybody's");
    }
    ownership.give(Kind.NETWORK, network.id(), to);
  }

  @Override
  public BridgeNetwork bridge(Network network) {
    if (network.id().equals(BuiltIn.BRIDGE.id())) {
      return bridges.defaultBridge();
    }
    try {
      return bridges
          .find(network.id())
          .orElseGet(() -> bridges.make(NetworkStore.spec(byId(network.id()))));
    } catch (Conflict e) {
      throw new Unavailable("network " + network.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void route(Path netns, @Nullable String gateway) {
    bridges.route(netns, gateway);
  }

  @Override
  public void sweep() {
    bridges.sweep();
  }

  private void publish(String action, Network network) {
    events.publish(
        new Event(
            "network",
            action,
            network.id(),
            ownership.of(Kind.NETWORK, network.id()).teams(),
            Map.of("name", network.name(), "type", network.driver()),
            Instant.now()));
  }
}
