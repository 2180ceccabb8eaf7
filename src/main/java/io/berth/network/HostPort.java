package io.berth.network;

import io.berth.network.BridgeNetwork.PublishedPort;
import java.util.List;

/** One bound host port. Nothing is answered before {@link #open}. Thread-safe. */
interface HostPort extends AutoCloseable {

  /** One entry for each host address; a dual-stack wildcard socket has two. */
  List<PublishedPort> published();

  /** Starts carrying traffic to this address; at most once. Does nothing after {@link #close}. */
  void open(String containerAddress);

  /** Gives the port back and ends everything that goes through it. */
  @Override
  void close();
}
