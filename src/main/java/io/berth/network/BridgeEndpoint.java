package io.berth.network;

import io.berth.linux.Fd;
import io.berth.linux.netlink.NetworkLinks;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A container's address on the bridge and the veth pair that carries it. */
final class BridgeEndpoint implements BridgeNetwork.Endpoint {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String INSIDE = "eth0";

  private final LinuxBridgeNetwork network;
  private final int offset;
  private final PortBinder.Reservation ports;
  private final String id;
  private final Inet4Address address;
  private boolean closed;

  BridgeEndpoint(LinuxBridgeNetwork network, int offset, PortBinder.Reservation ports) {
    this.network = network;
    this.offset = offset;
    this.ports = ports;
    this.address = network.subnet().address(offset);
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    this.id = HexFormat.of().formatHex(random);
  }

  @Override
  public BridgeNetwork.EndpointInfo info() {
    return new BridgeNetwork.EndpointInfo(
        id,
        address.getHostAddress(),
        network.subnet().prefixLength(),
        network.gateway(),
        HexFormat.ofDelimiter(":").formatHex(mac()),
        ports.ports());
  }

  @Override
  public synchronized void connect(Path netns) {
    if (closed) {
      throw new IllegalStateException("endpoint " + id + " is closed");
    }
    try (Fd namespace = NetworkLinks.namespace(netns);
        NetworkLinks inside = NetworkLinks.in(netns)) {
      network
          .host()
          .addVeth(linkName(), network.bridge().index(), INSIDE, namespace, mac(), network.mtu());
      int index = inside.find(INSIDE).orElseThrow().index();
      inside.addAddress(index, address, network.subnet());
      inside.up(index);
      inside.addDefaultRoute(network.subnet().address(1));
    }
    ports.open(address.getHostAddress());
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

  private String linkName() {
    return "vb" + id.substring(0, 12);
  }

  /** Docker's habit: locally administered, made from the address. */
  private byte[] mac() {
    byte[] mac = {2, 0x42, 0, 0, 0, 0};
    System.arraycopy(address.getAddress(), 0, mac, 2, 4);
    return mac;
  }
}
