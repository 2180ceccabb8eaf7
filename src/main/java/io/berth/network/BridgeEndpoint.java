package io.berth.network;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.netlink.NetworkLinks;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A container's address on a bridge and the veth pair that carries it. */
final class BridgeEndpoint implements BridgeNetwork.Endpoint {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");
  private static final String PREFIX = "vb";

  private final LinuxBridgeNetwork network;
  private final int offset;
  private final BridgeNetwork.EndpointInfo info;
  private boolean closed;

  BridgeEndpoint(LinuxBridgeNetwork network, int offset, BridgeNetwork.EndpointInfo info) {
    this.network = network;
    this.offset = offset;
    this.info = info;
  }

  /** A new one, with no link yet. */
  static BridgeEndpoint of(LinuxBridgeNetwork network, int offset, @Nullable String mac) {
    byte[] id = new byte[32];
    RANDOM.nextBytes(id);
    Inet4Address address = network.subnet().address(offset);
    return new BridgeEndpoint(
        network,
        offset,
        new BridgeNetwork.EndpointInfo(
            HexFormat.of().formatHex(id),
            address.getHostAddress(),
            network.subnet().prefixLength(),
            network.spec().internal() ? "" : network.spec().gateway(),
            mac == null ? COLONS.formatHex(mac(address)) : mac));
  }

  /** Docker's habit: locally administered, made from the address. */
  static byte[] mac(Inet4Address address) {
    byte[] mac = {2, 0x42, 0, 0, 0, 0};
    System.arraycopy(address.getAddress(), 0, mac, 2, 4);
    return mac;
  }

  @Override
  public BridgeNetwork.EndpointInfo info() {
    return info;
  }

  @Override
  public synchronized void connect(Path netns, String name, boolean route) {
    if (closed) {
      throw new IllegalStateException("endpoint " + info.id() + " is closed");
    }
    network.rules().guard(this);
    try (Fd namespace = NetworkLinks.namespace(netns);
        NetworkLinks inside = NetworkLinks.in(netns)) {
      addVeth(namespace, name);
      int index = inside.find(name).orElseThrow().index();
      inside.addAddress(index, network.subnet().address(offset), network.subnet());
      inside.up(index);
      if (route && !network.spec().internal()) {
        inside.replaceDefaultRoute(network.spec().gatewayAddress());
      }
    }
  }

  /** In place of the pair that an earlier, half-made try left. */
  private void addVeth(Fd namespace, String name) {
    try {
      tryAddVeth(namespace, name);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
      network.host().find(linkName()).ifPresent(link -> HostBridge.remove(network.host(), link));
      tryAddVeth(namespace, name);
    }
    if (!network.spec().connected()) {
      network.host().isolate(network.host().find(linkName()).orElseThrow().index());
    }
  }

  private void tryAddVeth(Fd namespace, String name) {
    network
        .host()
        .addVeth(
            linkName(),
            network.bridge().link().index(),
            name,
            namespace,
            COLONS.parseHex(info.macAddress()),
            network.spec().mtu());
  }

  @Override
  public boolean isConnected(Path netns, String name) {
    boolean outside =
        network.bridge().veths(network.host()).stream()
            .anyMatch(link -> link.name().equals(linkName()));
    if (!outside) {
      return false;
    }
    try (NetworkLinks inside = NetworkLinks.in(netns)) {
      return inside
          .find(name)
          .map(NetworkLinks.Link::index)
          .filter(index ->
              inside.linkAddresses().stream()
                  .anyMatch(one ->
                      one.link() == index
                          && one.address().equals(network.subnet().address(offset))))
          .isPresent();
    }
  }

  @Override
  public void disconnect() {
    LinkRemover.await(remove());
  }

  @Override
  public void close() {
    remove();
  }

  private synchronized Future<?> remove() {
    if (closed) {
      return CompletableFuture.completedFuture(null);
    }
    closed = true;
    return network
        .remover()
        .remove(
            linkName(),
            () -> {
              try {
                network.rules().unguard(this);
              } finally {
                network.forget(this, offset);
              }
            });
  }

  synchronized boolean isClosed() {
    return closed;
  }

  String linkName() {
    return PREFIX + info.id().substring(0, 12);
  }

  /** Whether a link with this name is the host's end of a container's pair. */
  static boolean isLink(String name) {
    return name.matches(PREFIX + "[0-9a-f]{12}");
  }
}
