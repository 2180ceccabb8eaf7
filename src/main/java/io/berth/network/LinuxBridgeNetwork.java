package io.berth.network;

import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.NetworkLinks.Link;
import io.berth.linux.netlink.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The default bridge on a Linux host. See {@link #open(String)}. */
public final class LinuxBridgeNetwork implements BridgeNetwork {

  private static final int MTU = 1500;
  private static final int TRIES = 8;

  /** Every bridge of an engine starts with this, so that engines side by side know each other. */
  private static final String FAMILY = "berth";

  private final NetworkLinks host;
  private final Link bridge;
  private final Subnet subnet;
  private final WayOut wayOut;
  private final PortBinder binder;
  private final AddressPool addresses;
  private final LinkRemover remover = new LinkRemover();
  private final Set<BridgeEndpoint> endpoints = ConcurrentHashMap.newKeySet();

  private LinuxBridgeNetwork(
      NetworkLinks host, Link bridge, Subnet subnet, WayOut wayOut, PortBinder binder) {
    this.host = host;
    this.bridge = bridge;
    this.subnet = subnet;
    this.wayOut = wayOut;
    this.binder = binder;
    this.addresses = new AddressPool(subnet);
  }

  /**
   * Makes the bridge, in place of what a dead engine left under the same name. Ports are published
   * by proxies in this process.
   *
   * @param bridgeName 15 characters at most, starting with {@code berth}; one engine's own
   */
  public static BridgeNetwork open(String bridgeName) {
    return open(bridgeName, new ProxyPorts(), Firewall::open);
  }

  static BridgeNetwork open(String bridgeName, PortBinder binder, Firewall.Source rules) {
    NetworkLinks host = NetworkLinks.host();
    try {
      removeStale(host, bridgeName);
      host.addBridge(bridgeName);
      Link bridge = host.find(bridgeName).orElseThrow();
      try {
        Subnet subnet = settle(host, bridge);
        host.up(bridge.index());
        return new LinuxBridgeNetwork(
            host, bridge, subnet, WayOut.open(rules, bridgeName, subnet), binder);
      } catch (RuntimeException e) {
        host.delete(bridge.index());
        throw e;
      }
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  private static void removeStale(NetworkLinks host, String bridgeName) {
    host.find(bridgeName)
        .ifPresent(stale -> {
          host.links().stream()
              .filter(link -> link.master() == stale.index())
              .forEach(link -> remove(host, link.index()));
          host.delete(stale.index());
        });
  }

  /** Takes a subnet; of two engines that take the same at once, the later bridge yields. */
  private static Subnet settle(NetworkLinks host, Link bridge) {
    List<Subnet> refused = new ArrayList<>();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Subnet subnet = SubnetChoice.choose(host, refused);
      host.addAddress(bridge.index(), subnet.address(1), subnet);
      long owners = host.addresses().stream().filter(subnet::overlaps).count();
      if (owners == 1) {
        return subnet;
      }
      host.removeAddress(bridge.index(), subnet.address(1), subnet);
      refused.add(subnet);
    }
    throw new Unavailable("no subnet could be settled on for " + bridge.name());
  }

  @Override
  public BridgeInfo info() {
    return new BridgeInfo(
        bridge.name(), subnet.toString(), gateway(), MTU, wayOut.masquerades(), wayOut.warnings());
  }

  @Override
  public Endpoint reserve(String containerId, List<PortRequest> ports) {
    int offset = addresses.take();
    try {
      BridgeEndpoint endpoint = new BridgeEndpoint(this, offset, binder.reserve(ports));
      endpoints.add(endpoint);
      return endpoint;
    } catch (RuntimeException e) {
      addresses.giveBack(offset);
      throw e;
    }
  }

  NetworkLinks host() {
    return host;
  }

  LinkRemover remover() {
    return remover;
  }

  Link bridge() {
    return bridge;
  }

  Subnet subnet() {
    return subnet;
  }

  int mtu() {
    return MTU;
  }

  String gateway() {
    return subnet.address(1).getHostAddress();
  }

  void forget(BridgeEndpoint endpoint, int offset) {
    if (endpoints.remove(endpoint)) {
      addresses.giveBack(offset);
    }
  }

  private static void remove(NetworkLinks host, int index) {
    try {
      host.delete(index);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENODEV) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    try (host) {
      endpoints.forEach(BridgeEndpoint::close);
      remover.close();
      host.delete(bridge.index());
      wayOut.close(host.links().stream().noneMatch(link -> link.name().startsWith(FAMILY)));
    }
  }
}
