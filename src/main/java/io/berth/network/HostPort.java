package io.berth.network;

import io.berth.network.BridgeNetwork.PublishedPort;
import java.util.List;

/** One bound host port. Nothing is answered before {@link #open}. Thread-safe. */
interface HostPort extends AutoCloseable {

  /** One entry for each host address; a dual-stack wildcard socket has two. */
  List<PublishedPort> published();

  /** Carries what comes in from now on to this address. Does nothing after {@link #close}. */
  void open(String containerAddress);

  /** Ends everything that goes through the port and gives it back: it is free on return. */
  @Override
  void close();
}
