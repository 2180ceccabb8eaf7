package io.berth.network;

import io.berth.failure.BerthException;
import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.Subnet;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Bridges on a Linux host. See {@link #open(String, PacketFilter, List)}. */
public final class LinuxBridgeNetworks implements BridgeNetworks {

  private static final System.Logger LOG = System.getLogger(LinuxBridgeNetworks.class.getName());

  private final NetworkLinks host;
  private final BridgeMark mark;
  private final LinuxBridgeNetwork defaultBridge;
  private final BridgeRules rules;
  private final LinkRemover remover = new LinkRemover();
  private final Map<String, LinuxBridgeNetwork> networks = new ConcurrentHashMap<>();

  private LinuxBridgeNetworks(
      NetworkLinks host,
      BridgeMark mark,
      HostBridge bridge,
      Map<NetworkSpec, HostBridge> others,
      BridgeRules rules) {
    this.host = host;
    this.mark = mark;
    this.rules = rules;
    this.defaultBridge = new LinuxBridgeNetwork(this, bridge, specOf(bridge));
    others.forEach(
        (spec, made) -> networks.put(spec.id(), new LinuxBridgeNetwork(this, made, spec)));
  }

  private static NetworkSpec specOf(HostBridge bridge) {
    return new NetworkSpec(
        "",
        bridge.name(),
        bridge.subnet().toString(),
        bridge.first().getHostAddress(),
        null,
        List.of(),
        false,
        true,
        true,
        NetworkSpec.MTU);
  }

  /**
   * Takes over the bridges that an earlier process left, with their addresses and what hangs on
   * them, or makes them. The rules are replaced in one step. A user's network whose bridge cannot
   * be had is left out; {@link #make} tells why.
   *
   * @param engine the default bridge's name, 15 characters at most, starting with {@code berth};
   *     one engine's own
   * @param filter stays the caller's
   */
  public static BridgeNetworks open(String engine, PacketFilter filter, List<NetworkSpec> specs) {
    return open(engine, filter, specs, Forwarding.ofHost());
  }

  static BridgeNetworks open(
      String engine, PacketFilter filter, List<NetworkSpec> specs, Forwarding forwarding) {
    NetworkLinks host = NetworkLinks.host();
    try {
      HostBridge bridge = HostBridge.open(host, engine);
      try {
        BridgeMark mark = new BridgeMark(engine);
        Map<NetworkSpec, HostBridge> others = openAll(host, mark, specs);
        return new LinuxBridgeNetworks(
            host,
            mark,
            bridge,
            others,
            BridgeRules.open(filter, engine, forwarding, guests(bridge, others)));
      } catch (RuntimeException e) {
        if (!bridge.inherited()) {
          host.delete(bridge.link().index());
        }
        throw e;
      }
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  private static Map<NetworkSpec, HostBridge> openAll(
      NetworkLinks host, BridgeMark mark, List<NetworkSpec> specs) {
    Map<NetworkSpec, HostBridge> opened = new ConcurrentHashMap<>();
    for (NetworkSpec spec : specs) {
      try {
        opened.put(spec, HostBridge.open(host, spec, mark));
      } catch (BerthException e) {
        LOG.log(Level.ERROR, "network {0} has no bridge: {1}", spec.id(), e.getMessage());
      }
    }
    return opened;
  }

  private static List<Firewall.Guest> guests(
      HostBridge bridge, Map<NetworkSpec, HostBridge> others) {
    return Stream.concat(
            Stream.of(LinuxBridgeNetwork.guest(specOf(bridge), bridge.name())),
            others.entrySet().stream()
                .map(one -> LinuxBridgeNetwork.guest(one.getKey(), one.getValue().name())))
        .toList();
  }

  @Override
  public BridgeNetwork defaultBridge() {
    return defaultBridge;
  }

  @Override
  public Optional<BridgeNetwork> find(String id) {
    return Optional.ofNullable(networks.get(id));
  }

  @Override
  public String freeSubnet(List<String> taken) {
    return SubnetChoice.chooseForUsers(host, taken.stream().map(Subnet::parse).toList()).toString();
  }

  @Override
  public synchronized BridgeNetwork make(NetworkSpec spec) {
    LinuxBridgeNetwork known = networks.get(spec.id());
    if (known != null) {
      return known;
    }
    HostBridge bridge = HostBridge.open(host, spec, mark);
    LinuxBridgeNetwork network = new LinuxBridgeNetwork(this, bridge, spec);
    try {
      rules.add(network.guest());
    } catch (RuntimeException e) {
      HostBridge.removeStale(host, bridge.link());
      throw e;
    }
    networks.put(spec.id(), network);
    return network;
  }

  @Override
  public synchronized void remove(String id) {
    LinuxBridgeNetwork network = networks.get(id);
    if (network == null) {
      return;
    }
    network.retire();
    networks.remove(id);
    HostBridge.removeStale(host, network.bridge().link());
    rules.remove(network.guest());
  }

  @Override
  public synchronized void sweep() {
    Set<String> owned =
        all()
            .flatMap(network -> network.endpoints().stream())
            .map(BridgeEndpoint::linkName)
            .collect(Collectors.toSet());
    all()
        .flatMap(network -> network.bridge().veths(host).stream())
        .filter(link -> !owned.contains(link.name()))
        .forEach(link -> HostBridge.remove(host, link));
    Set<Integer> known = new HashSet<>();
    all().forEach(network -> known.add(network.bridge().link().index()));
    host.links().stream()
        .filter(link -> mark.isOurs(link) && !known.contains(link.index()))
        .forEach(link -> HostBridge.removeStale(host, link));
    rules.guardOnly(all().flatMap(network -> network.endpoints().stream()).toList());
  }

  private Stream<LinuxBridgeNetwork> all() {
    return Stream.concat(Stream.of(defaultBridge), networks.values().stream());
  }

  @Override
  public void route(Path netns, @Nullable String gateway) {
    try (NetworkLinks inside = NetworkLinks.in(netns)) {
      if (gateway != null) {
        inside.replaceDefaultRoute(Inet4Address.ofLiteral(gateway));
        return;
      }
      inside.removeDefaultRoute();
    } catch (KernelRefused e) {
      if (gateway != null || e.errno() != Errno.ESRCH) {
        throw e;
      }
    }
  }

  NetworkLinks host() {
    return host;
  }

  LinkRemover remover() {
    return remover;
  }

  BridgeRules rules() {
    return rules;
  }

  @Override
  public void close() {
    try (host) {
      remover.close();
      List<LinuxBridgeNetwork> idle = all().filter(LinuxBridgeNetwork::isIdle).toList();
      idle.forEach(network -> HostBridge.remove(host, network.bridge().link()));
      if (idle.size() == all().count()) {
        rules.close(() -> HostBridge.anyIn(host));
      }
    }
  }
}
