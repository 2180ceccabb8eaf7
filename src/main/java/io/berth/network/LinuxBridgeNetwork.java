package io.berth.network;

import io.berth.failure.Conflict;
import io.berth.failure.Unavailable;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.Subnet;
import java.net.Inet4Address;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The default bridge on a Linux host. See {@link #open(String, PortBinder, PacketFilter)}. */
public final class LinuxBridgeNetwork implements BridgeNetwork {

  private static final System.Logger LOG = System.getLogger(LinuxBridgeNetwork.class.getName());
  private static final int MTU = 1500;

  private final NetworkLinks host;
  private final HostBridge bridge;
  private final WayOut wayOut;
  private final PortBinder binder;
  private final AddressPool addresses;
  private final LinkRemover remover = new LinkRemover();
  private final Set<BridgeEndpoint> endpoints = ConcurrentHashMap.newKeySet();

  private LinuxBridgeNetwork(
      NetworkLinks host, HostBridge bridge, WayOut wayOut, PortBinder binder) {
    this.host = host;
    this.bridge = bridge;
    this.wayOut = wayOut;
    this.binder = binder;
    this.addresses = new AddressPool(bridge.subnet());
  }

  /**
   * Takes over the bridge that an earlier process left under the name, with its address and what
   * hangs on it, or makes it. The rules are replaced in one step.
   *
   * @param bridgeName 15 characters at most, starting with {@code berth}; one engine's own
   * @param binder publishes ports; stays the caller's
   * @param filter stays the caller's
   */
  public static BridgeNetwork open(String bridgeName, PortBinder binder, PacketFilter filter) {
    return open(bridgeName, binder, filter, Forwarding.ofHost());
  }

  static BridgeNetwork open(
      String bridgeName, PortBinder binder, PacketFilter filter, Forwarding forwarding) {
    NetworkLinks host = NetworkLinks.host();
    try {
      HostBridge bridge = HostBridge.open(host, bridgeName);
      try {
        return new LinuxBridgeNetwork(
            host, bridge, WayOut.open(filter, bridge, forwarding), binder);
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

  @Override
  public BridgeInfo info() {
    return new BridgeInfo(
        bridge.name(),
        bridge.subnet().toString(),
        gateway(),
        MTU,
        wayOut.masquerades(),
        wayOut.warnings());
  }

  @Override
  public Endpoint reserve(String containerId, List<PortRequest> ports) {
    int offset = addresses.take();
    try {
      BridgeEndpoint endpoint =
          new BridgeEndpoint(this, offset, binder.reserve(containerId, ports));
      endpoints.add(endpoint);
      return endpoint;
    } catch (RuntimeException e) {
      addresses.giveBack(offset);
      throw e;
    }
  }

  @Override
  public Endpoint adopt(String containerId, EndpointInfo info) {
    int offset = addresses.take(address(info));
    try {
      BridgeEndpoint endpoint =
          new BridgeEndpoint(this, offset, publishAgain(containerId, info), info);
      endpoints.add(endpoint);
      return endpoint;
    } catch (RuntimeException e) {
      addresses.giveBack(offset);
      throw e;
    }
  }

  /** Somebody may have a port meanwhile; the container keeps its network all the same. */
  private PortBinder.Reservation publishAgain(String containerId, EndpointInfo info) {
    try {
      return binder.adopt(containerId, info.ports(), info.address());
    } catch (Unavailable e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "ports of container {0} are not published any more: {1}",
          containerId,
          e.getMessage());
      return binder.reserve(containerId, List.of());
    }
  }

  private Inet4Address address(EndpointInfo info) {
    try {
      return Inet4Address.ofLiteral(info.address());
    } catch (IllegalArgumentException e) {
      throw new Conflict("address " + info.address() + " is not one of " + bridge.subnet(), e);
    }
  }

  @Override
  public void sweep() {
    List<NetworkLinks.Link> links = bridge.veths(host);
    Set<String> owned =
        endpoints.stream().map(BridgeEndpoint::linkName).collect(Collectors.toSet());
    links.stream()
        .filter(link -> !owned.contains(link.name()))
        .forEach(link -> HostBridge.remove(host, link));
  }

  NetworkLinks host() {
    return host;
  }

  LinkRemover remover() {
    return remover;
  }

  HostBridge bridge() {
    return bridge;
  }

  Subnet subnet() {
    return bridge.subnet();
  }

  int mtu() {
    return MTU;
  }

  String gateway() {
    return subnet().address(1).getHostAddress();
  }

  void forget(BridgeEndpoint endpoint, int offset) {
    if (endpoints.remove(endpoint)) {
      addresses.giveBack(offset);
    }
  }

  @Override
  public void close() {
    try (host) {
      remover.close();
      if (endpoints.isEmpty() && bridge.veths(host).isEmpty()) {
        host.delete(bridge.link().index());
        wayOut.close(() -> HostBridge.anyIn(host));
      }
    }
  }
}
