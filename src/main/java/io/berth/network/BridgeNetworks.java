package io.berth.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All bridges of an engine: the default one, and those that users asked for. Thread-safe.
 *
 * <p>Containers outlive the process that connected them. A new process opens the bridges,
 * {@linkplain BridgeNetwork#adopt adopts} the endpoints of every container that runs, then
 * {@linkplain #sweep sweeps}, and only then {@linkplain BridgeNetwork#reserve reserves} for others:
 * an address is taken for free until its endpoint is adopted.
 */
public interface BridgeNetworks extends AutoCloseable {

  BridgeNetwork defaultBridge();

  /** Empty for one that was never made here. */
  Optional<BridgeNetwork> find(String id);

  /**
   * A subnet for a new network that no address or route of the host overlaps.
   *
   * @param taken subnets of networks that may have no bridge now
   * @throws io.berth.failure.Unavailable there is none
   */
  String freeSubnet(List<String> taken);

  /**
   * Makes a bridge with its rules, or takes over the one that an earlier process left.
   *
   * @throws io.berth.failure.Conflict its subnet overlaps another network or a route of the host,
   *     or somebody else has a link of its name
   */
  BridgeNetwork make(NetworkSpec spec);

  /**
   * Removes a bridge with its rules. What is not there is removed.
   *
   * @throws io.berth.failure.Conflict a container is on it
   */
  void remove(String id);

  /**
   * Removes the interfaces and bridges of this engine that no endpoint and no network owns, which a
   * crash left. Called once after all adoptions: a container whose endpoint was not adopted loses
   * its network.
   */
  void sweep();

  /**
   * Lets a container's packets to the world go another way.
   *
   * @param gateway null for none
   */
  void route(Path netns, @Nullable String gateway);

  /**
   * Leaves everything to the next process where an endpoint is open or a container's interface is
   * still on a bridge: interfaces, bridge, rules, forwarding. Otherwise the bridge goes, with all
   * that it brought. Endpoints are of no use afterwards.
   */
  @Override
  void close();
}
