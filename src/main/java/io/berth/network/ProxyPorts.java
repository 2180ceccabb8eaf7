package io.berth.network;

import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Publishes ports by a proxy in this process, so that no firewall rules are needed. The container
 * sees connections come from the bridge's gateway, not from the client.
 */
final class ProxyPorts implements PortBinder {

  @Override
  public Reservation reserve(List<PortRequest> ports) {
    List<HostPort> bound = new ArrayList<>();
    try {
      ports.forEach(port -> bound.add(bind(port)));
      return new Bound(List.copyOf(bound));
    } catch (RuntimeException e) {
      bound.forEach(HostPort::close);
      throw e;
    }
  }

  private static HostPort bind(PortRequest port) {
    HostAddress host = HostAddress.parse(port.hostAddress());
    try {
      return switch (port.protocol()) {
        case "tcp" -> TcpProxy.bind(port, host);
        case "udp" -> UdpProxy.bind(port, host);
        default -> throw new Unsupported("ports of protocol " + port.protocol());
      };
    } catch (IOException | UnsupportedOperationException e) {
      throw new Unavailable(
          "Bind for %s:%d failed: %s".formatted(host.text(), port.hostPort(), reason(e)), e);
    }
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("in use") ? "port is already allocated" : message;
  }

  private record Bound(List<HostPort> bound) implements Reservation {

    @Override
    public List<PublishedPort> ports() {
      return bound.stream().flatMap(port -> port.published().stream()).toList();
    }

    @Override
    public void open(String containerAddress) {
      bound.forEach(port -> port.open(containerAddress));
    }

    @Override
    public void close() {
      bound.forEach(HostPort::close);
    }
  }
}
