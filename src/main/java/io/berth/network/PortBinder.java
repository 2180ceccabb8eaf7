package io.berth.network;

import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.util.List;

/**
 * Holds host ports for containers and carries what comes in on them. It may live in another process
 * than the bridge and outlive it; a container's id is what both know a reservation by. Thread-safe.
 */
public interface PortBinder {

  /**
   * Binds every host port, or none. Asked again for the same ports, it answers with the reservation
   * that the container has.
   *
   * @param containerId 64 hexadecimal digits
   * @throws io.berth.failure.Unavailable a port is taken: {@code Bind for 0.0.0.0:8080 failed: port
   *     is already allocated}
   * @throws io.berth.failure.Conflict the container has a reservation of other ports
   */
  Reservation reserve(String containerId, List<PortRequest> ports);

  /**
   * Takes over what is published under the id, or publishes exactly these ports again; either way
   * they lead to the address when it returns.
   *
   * @param ports what an earlier reservation's {@link Reservation#ports()} said
   * @throws io.berth.failure.Unavailable a port is taken
   * @throws io.berth.failure.Conflict the container has a reservation of other ports
   */
  Reservation adopt(String containerId, List<PublishedPort> ports, String containerAddress);

  /**
   * Bound ports that answer nobody until they are opened. Dropping it without a close keeps them.
   */
  interface Reservation extends AutoCloseable {

    /**
     * One entry for each host address: a socket of both families has two, {@code 0.0.0.0} first.
     */
    List<PublishedPort> ports();

    /**
     * From now on what comes in goes to this address. To repeat it is harmless, with another
     * address too; does nothing after {@link #close}.
     */
    void open(String containerAddress);

    /** Gives the ports back, whoever else took the same reservation over. */
    @Override
    void close();
  }
}
