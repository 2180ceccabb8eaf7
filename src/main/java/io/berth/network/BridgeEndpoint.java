package io.berth.network;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.netlink.NetworkLinks;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A container's address on the bridge and the veth pair that carries it. */
final class BridgeEndpoint implements BridgeNetwork.Endpoint {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");
  private static final String INSIDE = "eth0";
  private static final String PREFIX = "vb";

  private final LinuxBridgeNetwork network;
  private final int offset;
  private final PortBinder.Reservation ports;
  private final BridgeNetwork.EndpointInfo info;
  private boolean closed;

  /** A new one, with no link yet. */
  BridgeEndpoint(LinuxBridgeNetwork network, int offset, PortBinder.Reservation ports) {
    this(network, offset, ports, newInfo(network, offset, ports));
  }

  /** One of an earlier process. */
  BridgeEndpoint(
      LinuxBridgeNetwork network,
      int offset,
      PortBinder.Reservation ports,
      BridgeNetwork.EndpointInfo info) {
    this.network = network;
    this.offset = offset;
    this.ports = ports;
    this.info = info;
  }

  private static BridgeNetwork.EndpointInfo newInfo(
      LinuxBridgeNetwork network, int offset, PortBinder.Reservation ports) {
    byte[] id = new byte[32];
    RANDOM.nextBytes(id);
    Inet4Address address = network.subnet().address(offset);
    return new BridgeNetwork.EndpointInfo(
        HexFormat.of().formatHex(id),
        address.getHostAddress(),
        network.subnet().prefixLength(),
        network.gateway(),
        COLONS.formatHex(mac(address)),
        ports.ports());
  }

  /** Docker's habit: locally administered, made from the address. */
  private static byte[] mac(Inet4Address address) {
    byte[] mac = {2, 0x42, 0, 0, 0, 0};
    System.arraycopy(address.getAddress(), 0, mac, 2, 4);
    return mac;
  }

  @Override
  public BridgeNetwork.EndpointInfo info() {
    return info;
  }

  @Override
  public synchronized void connect(Path netns) {
    if (closed) {
      throw new IllegalStateException("endpoint " + info.id() + " is closed");
    }
    try (Fd namespace = NetworkLinks.namespace(netns);
        NetworkLinks inside = NetworkLinks.in(netns)) {
      addVeth(namespace);
      int index = inside.find(INSIDE).orElseThrow().index();
      inside.addAddress(index, network.subnet().address(offset), network.subnet());
      inside.up(index);
      inside.addDefaultRoute(network.subnet().address(1));
    }
    ports.open(info.address());
  }

  /** In place of the pair that an earlier, half-made try left. */
  private void addVeth(Fd namespace) {
    try {
      tryAddVeth(namespace);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
      network.host().links().stream()
          .filter(link -> link.name().equals(linkName()))
          .forEach(link -> HostBridge.remove(network.host(), link));
      tryAddVeth(namespace);
    }
  }

  private void tryAddVeth(Fd namespace) {
    network
        .host()
        .addVeth(
            linkName(),
            network.bridge().link().index(),
            INSIDE,
            namespace,
            COLONS.parseHex(info.macAddress()),
            network.mtu());
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ports.close();
    network.remover().remove(linkName(), () -> network.forget(this, offset));
  }

  String linkName() {
    return PREFIX + info.id().substring(0, 12);
  }

  /** Whether a link with this name is the host's end of a container's pair. */
  static boolean isLink(String name) {
    return name.matches(PREFIX + "[0-9a-f]{12}");
  }
}
