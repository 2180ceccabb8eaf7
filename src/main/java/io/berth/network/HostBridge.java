package io.berth.network;

import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.NetworkLinks.Link;
import io.berth.linux.netlink.NetworkLinks.LinkAddress;
import io.berth.linux.netlink.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bridge as a link of the host.
 *
 * @param inherited whether an earlier process made it, and containers may hang on it
 */
record HostBridge(Link link, Subnet subnet, boolean inherited) {

  /** Every bridge of an engine starts with this, so that engines side by side know each other. */
  private static final String FAMILY = "berth";

  private static final int TRIES = 8;

  /** Takes over what an earlier process left under the name if it is of use, or makes it anew. */
  static HostBridge open(NetworkLinks host, String name) {
    Optional<Link> left = host.find(name);
    Optional<Subnet> kept = left.flatMap(link -> usable(host, link));
    if (kept.isPresent()) {
      host.up(left.orElseThrow().index());
      return new HostBridge(left.orElseThrow(), kept.get(), true);
    }
    left.ifPresent(link -> removeStale(host, link));
    return make(host, name);
  }

  private static Optional<Subnet> usable(NetworkLinks host, Link link) {
    List<LinkAddress> addresses =
        host.linkAddresses().stream().filter(address -> address.link() == link.index()).toList();
    return addresses.size() != 1
        ? Optional.empty()
        : Optional.of(addresses.getFirst())
            .filter(only -> only.address().equals(only.subnet().address(1)))
            .map(LinkAddress::subnet)
            .filter(SubnetChoice::offers);
  }

  private static HostBridge make(NetworkLinks host, String name) {
    host.addBridge(name);
    Link link = host.find(name).orElseThrow();
    try {
      Subnet subnet = settle(host, link);
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
      long owners = host.addresses().stream().filter(subnet::overlaps).count();
      if (owners == 1) {
        return subnet;
      }
      host.removeAddress(bridge.index(), subnet.address(1), subnet);
      refused.add(subnet);
    }
    throw new Unavailable("no subnet could be settled on for " + bridge.name());
  }

  private static void removeStale(NetworkLinks host, Link stale) {
    host.links().stream()
        .filter(link -> link.master() == stale.index())
        .forEach(link -> remove(host, link));
    host.delete(stale.index());
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
    return host.links().stream().anyMatch(link -> link.name().startsWith(FAMILY));
  }

  String name() {
    return link.name();
  }

  /** The ends of containers' veth pairs that are on it; what somebody else put there is not. */
  List<Link> veths(NetworkLinks host) {
    return host.links().stream()
        .filter(other -> other.master() == link.index() && BridgeEndpoint.isLink(other.name()))
        .toList();
  }
}
