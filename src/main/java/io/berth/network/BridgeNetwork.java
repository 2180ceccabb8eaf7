package io.berth.network;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bridge that gives containers an address, and a way out unless it is internal. Thread-safe.
 *
 * <p>Containers outlive the process that connected them: see {@link BridgeNetworks}.
 */
public interface BridgeNetwork {

  /** What the bridge is, for inspection. */
  BridgeInfo info();

  /** Whether somebody has an address of it. */
  boolean isInUse();

  /**
   * Reserves an address. Nothing is reserved when it throws.
   *
   * @throws io.berth.failure.Unavailable no address is left
   * @throws io.berth.failure.Conflict what was asked for is taken, or cannot be had here
   */
  Endpoint reserve(Wanted wanted);

  /**
   * Takes over an endpoint of an earlier process. The container's interface is left as it is.
   * Nothing is taken when it throws.
   *
   * @param info what that endpoint's {@link Endpoint#info()} said
   * @throws io.berth.failure.Conflict its address is taken or not of this bridge
   */
  Endpoint adopt(EndpointInfo info);

  /** A container's place in the network; {@link #close()} gives everything back. */
  interface Endpoint extends AutoCloseable {

    EndpointInfo info();

    /**
     * Makes and configures the container's interface, in place of what is left of an earlier try.
     *
     * @param name of the interface inside, such as {@code eth0}
     * @param route whether the container's default route leads here
     */
    void connect(Path netns, String name, boolean route);

    /** Whether the container's interface is there as {@link #connect} makes it. */
    boolean isConnected(Path netns, String name);

    /** As {@link #close}, and waits until the container's interface is gone. */
    void disconnect();

    /** Gives the address back; the interface goes soon. */
    @Override
    void close();
  }

  /**
   * What a container asks for.
   *
   * @param address null for any
   * @param mac such as {@code 02:42:ac:12:00:02}; null for one that is made from the address
   */
  record Wanted(@Nullable String address, @Nullable String mac) {
    public static final Wanted ANY = new Wanted(null, null);
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
   * @param gateway empty in an internal network
   */
  record EndpointInfo(
      String id, String address, int prefixLength, String gateway, String macAddress) {}
}
