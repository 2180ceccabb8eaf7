package io.berth.network;

import java.nio.file.Path;
import java.util.List;

/**
 * The engine's default bridge: gives containers an address, a way out and published ports.
 * Thread-safe. Closing it stops the proxies and removes the bridge and the rules that it made.
 */
public interface BridgeNetwork extends AutoCloseable {

  /** What the bridge is, for inspection. */
  BridgeInfo info();

  /**
   * Reserves an address and every published port for a container. Nothing is reserved when it
   * throws.
   *
   * @param containerId 64 hexadecimal digits
   * @param ports what to publish; a host port of 0 asks for a free one
   * @throws io.berth.failure.Unavailable a host port is taken: the message ends in {@code Bind for
   *     0.0.0.0:8080 failed: port is already allocated}
   */
  Endpoint reserve(String containerId, List<PortRequest> ports);

  /** A container's place in the network; {@link #close()} gives everything back. */
  interface Endpoint extends AutoCloseable {

    EndpointInfo info();

    /** Makes and configures the container's interface; then the published ports answer. */
    void connect(Path netns);

    @Override
    void close();
  }

  /**
   * @param subnet such as {@code 172.18.0.0/16}
   */
  record BridgeInfo(
      String bridge,
      String subnet,
      String gateway,
      int mtu,
      boolean masquerade,
      List<String> warnings) {}

  /**
   * @param protocol {@code tcp} or {@code udp}
   * @param hostAddress empty for all addresses
   * @param hostPort 0 for any free one
   */
  record PortRequest(String protocol, int containerPort, String hostAddress, int hostPort) {}

  /** A port as it was published; hostPort is never 0. */
  record PublishedPort(String protocol, int containerPort, String hostAddress, int hostPort) {}

  /**
   * @param id 64 hexadecimal digits
   * @param ports one entry for each host address
   */
  record EndpointInfo(
      String id,
      String address,
      int prefixLength,
      String gateway,
      String macAddress,
      List<PublishedPort> ports) {}

  @Override
  void close();
}
