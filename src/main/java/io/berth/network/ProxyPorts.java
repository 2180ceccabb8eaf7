package io.berth.network;

import io.berth.failure.Conflict;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Publishes ports by a proxy in this process, so that no firewall rules are needed. The container
 * sees connections come from the bridge's gateway, not from the client. One for a process: it
 * bounds the memory that all connections take together. Reservations last until they are closed or
 * the process ends.
 */
public final class ProxyPorts implements PortBinder {

  private static final int CONNECTIONS = 1024;

  private final Semaphore connections;
  private final Map<String, Held> reservations = new HashMap<>();
  private @Nullable DatagramLoop datagrams;

  public ProxyPorts() {
    this(CONNECTIONS);
  }

  /**
   * @param connections how many are carried at once; the others wait
   */
  ProxyPorts(int connections) {
    this.connections = new Semaphore(connections, true);
  }

  @Override
  public synchronized Reservation reserve(String containerId, List<PortRequest> ports) {
    Held held = reservations.get(containerId);
    if (held == null) {
      return bind(containerId, ports);
    }
    if (!held.asked.equals(ports)) {
      throw otherPorts(containerId);
    }
    return held;
  }

  @Override
  public synchronized Reservation adopt(
      String containerId, List<PublishedPort> ports, String containerAddress) {
    Held held = reservations.get(containerId);
    if (held == null) {
      held = bind(containerId, HostAddress.requests(ports));
    } else if (!Set.copyOf(held.ports()).equals(Set.copyOf(ports))) {
      throw otherPorts(containerId);
    }
    held.open(containerAddress);
    return held;
  }

  private static Conflict otherPorts(String containerId) {
    return new Conflict("container " + containerId + " has other ports published already");
  }

  private Held bind(String containerId, List<PortRequest> ports) {
    List<HostPort> bound = new ArrayList<>();
    try {
      ports.forEach(port -> bound.add(bind(port)));
    } catch (RuntimeException e) {
      bound.forEach(HostPort::close);
      throw e;
    }
    Held held = new Held(containerId, List.copyOf(ports), List.copyOf(bound));
    reservations.put(containerId, held);
    return held;
  }

  private HostPort bind(PortRequest port) {
    HostAddress host = HostAddress.parse(port.hostAddress());
    try {
      return switch (port.protocol()) {
        case "tcp" -> TcpProxy.bind(port, host, connections);
        case "udp" -> UdpProxy.bind(port, host, datagrams());
        default -> throw new Unsupported("ports of protocol " + port.protocol());
      };
    } catch (IOException | UnsupportedOperationException e) {
      throw new Unavailable(
          "Bind for %s:%d failed: %s".formatted(host.text(), port.hostPort(), reason(e)), e);
    }
  }

  private DatagramLoop datagrams() throws IOException {
    if (datagrams == null) {
      datagrams = DatagramLoop.start();
    }
    return datagrams;
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("in use") ? "port is already allocated" : message;
  }

  private synchronized void giveBack(Held held) {
    if (reservations.remove(held.containerId, held)) {
      held.bound.forEach(HostPort::close);
    }
  }

  private final class Held implements Reservation {

    private final String containerId;
    private final List<PortRequest> asked;
    private final List<HostPort> bound;

    Held(String containerId, List<PortRequest> asked, List<HostPort> bound) {
      this.containerId = containerId;
      this.asked = asked;
      this.bound = bound;
    }

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
      giveBack(this);
    }
  }
}
