package io.berth.network;

import io.berth.failure.Conflict;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.NetworkLinks.Link;
import io.berth.linux.netlink.NetworkLinks.LinkAddress;
import io.berth.linux.netlink.Subnet;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bridge as a link of the host.
 *
 * @param inherited whether an earlier process made it, and containers may hang on it
 */
record HostBridge(Link link, Subnet subnet, boolean inherited) {

  /** Every engine's bridge starts with this, so that engines side by side know each other. */
  private static final String FAMILY = "berth";

  private static final int TRIES = 8;

  /** Takes over what an earlier process left under the name if it is of use, or makes it anew. */
  static HostBridge open(NetworkLinks host, String name) {
    Optional<Link> left = host.find(name);
    Optional<Subnet> kept =
        left.flatMap(link -> only(host, link))
            .filter(only -> only.address().equals(only.subnet().address(1)))
            .map(LinkAddress::subnet)
            .filter(SubnetChoice::offers);
    if (kept.isPresent()) {
      host.up(left.orElseThrow().index());
      return new HostBridge(left.orElseThrow(), kept.get(), true);
    }
    left.ifPresent(link -> removeStale(host, link));
    return make(host, name);
  }

  private static Optional<LinkAddress> only(NetworkLinks host, Link link) {
    List<LinkAddress> addresses =
        host.linkAddresses().stream().filter(address -> address.link() == link.index()).toList();
    return addresses.size() == 1 ? Optional.of(addresses.getFirst()) : Optional.empty();
  }

  private static HostBridge make(NetworkLinks host, String name) {
    host.addBridge(name, BridgeMark.randomMac());
    Link link = host.find(name).orElseThrow();
    try {
      Subnet subnet = settle(host, link);
      host.setMac(link.index(), BridgeEndpoint.mac(subnet.address(1)));
      host.up(link.index());
      return new HostBridge(link, subnet, false);
    } catch (RuntimeException e) {
      host.delete(link.index());
      throw e;
    }
  }

  /** Takes a subnet; of two engines that take the same at once, the later bridge yields. */
  private static Subnet settle(NetworkLinks host, Link bridge) {
    List<Subnet> refused = new ArrayList<>();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Subnet subnet = SubnetChoice.choose(host, refused);
      host.addAddress(bridge.index(), subnet.address(1), subnet);
      if (isAlone(host, subnet)) {
        return subnet;
      }
      host.removeAddress(bridge.index(), subnet.address(1), subnet);
      refused.add(subnet);
    }
    throw new Unavailable("no subnet could be settled on for " + bridge.name());
  }

  private static boolean isAlone(NetworkLinks host, Subnet subnet) {
    return host.addresses().stream().filter(subnet::overlaps).count() == 1;
  }

  /**
   * A user's network: what an earlier process left of it, or a new link.
   *
   * @throws Conflict its subnet is in use, or somebody else has a link of its name
   */
  static HostBridge open(NetworkLinks host, NetworkSpec spec, BridgeMark mark) {
    String name = spec.bridge() == null ? mark.linkName(spec.id()) : spec.bridge();
    for (Link left : host.links()) {
      if (mark.isOf(left, spec.id())) {
        if (left.name().equals(name) && isWhole(host, left, spec)) {
          host.up(left.index());
          return new HostBridge(left, spec.net(), true);
        }
        removeStale(host, left);
      }
    }
    if (host.find(name).isPresent()) {
      throw new Conflict("a link of the host is called " + name + " already: choose another name");
    }
    requireFree(host, spec.net());
    return make(host, spec, mark, name);
  }

  private static boolean isWhole(NetworkLinks host, Link link, NetworkSpec spec) {
    return only(host, link)
        .filter(only -> only.address().equals(spec.gatewayAddress()))
        .filter(only -> only.subnet().equals(spec.net()))
        .isPresent();
  }

  private static void requireFree(NetworkLinks host, Subnet subnet) {
    SubnetChoice.used(host).stream()
        .filter(subnet::overlaps)
        .findFirst()
        .ifPresent(other -> {
          throw new Conflict(
              "subnet %s overlaps %s, which this host has a route to: choose another --subnet"
                  .formatted(subnet, other));
        });
  }

  /** Under a name of the engine's own until it is marked: a crash in between leaves no stranger. */
  private static HostBridge make(
      NetworkLinks host, NetworkSpec spec, BridgeMark mark, String name) {
    host.addBridge(mark.linkName(spec.id()), BridgeEndpoint.mac(spec.gatewayAddress()));
    Link link = host.find(mark.linkName(spec.id())).orElseThrow();
    try {
      host.setAlias(link.index(), mark.alias(spec.id()));
      if (!link.name().equals(name)) {
        host.rename(link.index(), name);
      }
      host.setMtu(link.index(), spec.mtu());
      host.addAddress(link.index(), spec.gatewayAddress(), spec.net());
      if (!isAlone(host, spec.net())) {
        throw new Conflict("subnet " + spec.subnet() + " was taken by somebody else just now");
      }
      host.up(link.index());
      return new HostBridge(host.find(name).orElseThrow(), spec.net(), false);
    } catch (RuntimeException e) {
      host.delete(link.index());
      throw e;
    }
  }

  static void removeStale(NetworkLinks host, Link stale) {
    host.links().stream()
        .filter(link -> link.master() == stale.index())
        .filter(link -> BridgeEndpoint.isLink(link.name()))
        .forEach(link -> remove(host, link));
    remove(host, stale);
  }

  /** Removes a link that may be vanishing with its other end. */
  static void remove(NetworkLinks host, Link link) {
    try {
      host.delete(link.index());
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENODEV) {
        throw e;
      }
    }
  }

  static boolean anyIn(NetworkLinks host) {
    return host.links().stream()
        .anyMatch(link -> link.name().startsWith(FAMILY) || BridgeMark.isAny(link));
  }

  String name() {
    return link.name();
  }

  Inet4Address first() {
    return subnet.address(1);
  }

  /** The ends of containers' veth pairs that are on it; what somebody else put there is not. */
  List<Link> veths(NetworkLinks host) {
    return host.links().stream()
        .filter(other -> other.master() == link.index() && BridgeEndpoint.isLink(other.name()))
        .toList();
  }
}
