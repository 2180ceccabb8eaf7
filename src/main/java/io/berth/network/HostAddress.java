package io.berth.network;

import io.berth.failure.InvalidRequest;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where on the host a port is bound.
 *
 * @param literal null for all addresses: one socket, which takes IPv6 too where the host has it
 */
record HostAddress(String text, @Nullable InetAddress literal) {

  private static final String ANY = "0.0.0.0";
  private static final String ANY_OF_BOTH = "::";

  /** Reads an IP address, or the empty string for all; never looks up a name. */
  static HostAddress parse(String address) {
    if (address.isEmpty()) {
      return new HostAddress(ANY, null);
    }
    try {
      return new HostAddress(address, InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("invalid host IP address: " + address);
    }
  }

  /** The family to open a socket of, or null for the dual-stack default. */
  @Nullable ProtocolFamily family() {
    if (literal == null) {
      return null;
    }
    return literal instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  InetSocketAddress at(int port) {
    return literal == null ? new InetSocketAddress(port) : new InetSocketAddress(literal, port);
  }

  /** What a socket bound here, at this local address, publishes. */
  List<PublishedPort> published(PortRequest request, SocketAddress local) {
    InetSocketAddress bound = (InetSocketAddress) local;
    boolean dual = literal == null && bound.getAddress() instanceof Inet6Address;
    return (dual ? List.of(ANY, ANY_OF_BOTH) : List.of(text))
        .stream()
            .map(address ->
                new PublishedPort(
                    request.protocol(), request.containerPort(), address, bound.getPort()))
            .toList();
  }

  /**
   * What to bind so that exactly this is published again: one socket for the pair of a dual one.
   */
  static List<PortRequest> requests(List<PublishedPort> published) {
    return published.stream()
        .filter(
            port -> !(port.hostAddress().equals(ANY_OF_BOTH) && published.contains(at(port, ANY))))
        .map(port -> {
          boolean dual =
              port.hostAddress().equals(ANY) && published.contains(at(port, ANY_OF_BOTH));
          return new PortRequest(
              port.protocol(),
              port.containerPort(),
              dual ? "" : port.hostAddress(),
              port.hostPort());
        })
        .toList();
  }

  private static PublishedPort at(PublishedPort port, String hostAddress) {
    return new PublishedPort(port.protocol(), port.containerPort(), hostAddress, port.hostPort());
  }
}
