package io.berth.network;

import java.nio.file.Path;
import java.util.List;

/**
 * The engine's default bridge: gives containers an address, a way out and published ports.
 * Thread-safe.
 *
 * <p>Containers outlive the process that connected them. A new process opens the bridge,
 * {@linkplain #adopt adopts} the endpoint of every container that runs, then {@linkplain #sweep
 * sweeps}, and only then {@linkplain #reserve reserves} for others: an address is taken for free
 * until its endpoint is adopted.
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

  /**
   * Takes over an endpoint of an earlier process, with its ports published again if they are not.
   * The container's interface is left as it is. Nothing is taken when it throws.
   *
   * @param info what that endpoint's {@link Endpoint#info()} said
   * @throws io.berth.failure.Conflict its address is taken or not of this bridge, or the container
   *     has other ports published
   * @throws io.berth.failure.Unavailable a host port is taken by somebody else
   */
  Endpoint adopt(String containerId, EndpointInfo info);

  /**
   * Removes the interfaces on the bridge that no endpoint owns, which a crash left. Called once
   * after all adoptions: a container whose endpoint was not adopted loses its network.
   */
  void sweep();

  /** A container's place in the network; {@link #close()} gives everything back. */
  interface Endpoint extends AutoCloseable {

    EndpointInfo info();

    /**
     * Makes and configures the container's interface; then the published ports answer. When it
     * throws it may be called again.
     */
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

  /**
   * Leaves everything to the next process when an endpoint is open or a container's interface is
   * still on the bridge: interfaces, bridge, rules, forwarding and published ports. Otherwise the
   * bridge goes, with all that it brought. Endpoints are of no use afterwards.
   */
  @Override
  void close();
}
