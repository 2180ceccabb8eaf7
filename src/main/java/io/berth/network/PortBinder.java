package io.berth.network;

import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.util.List;

/** Holds host ports for containers and carries what comes in on them. */
interface PortBinder {

  /**
   * Binds every host port, or none.
   *
   * @throws io.berth.failure.Unavailable a port is taken: {@code Bind for 0.0.0.0:8080 failed: port
   *     is already allocated}
   */
  Reservation reserve(List<PortRequest> ports);

  /** Bound ports that answer nobody until they are opened. */
  interface Reservation extends AutoCloseable {

    List<PublishedPort> ports();

    /** From now on what comes in goes to this address. */
    void open(String containerAddress);

    @Override
    void close();
  }
}
