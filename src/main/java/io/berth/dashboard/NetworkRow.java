package io.berth.dashboard;

import io.berth.networks.BuiltIn;
import io.berth.networks.Network;
import java.time.Instant;

/**
 * A network in a list.
 *
 * @param meaning in a few words, or empty
 * @param explained in a sentence
 * @param running how many containers on it run
 * @param made whether somebody made it
 * @param joinable whether containers can come to it and leave it
 */
record NetworkRow(
    String id,
    String name,
    String meaning,
    String explained,
    String subnet,
    int running,
    String created,
    boolean made,
    boolean joinable) {

  static NetworkRow of(Network network, int running, Instant now) {
    boolean made = network.isUserDefined();
    return new NetworkRow(
        network.id(),
        network.name(),
        made ? network.internal() ? "without a way out" : "" : "always there",
        explained(network),
        network.subnet(),
        running,
        made ? Units.ago(network.created(), now) : "",
        made,
        network.isBridge());
  }

  private static String explained(Network network) {
    return BuiltIn.of(network.id())
        .map(builtIn ->
            switch (builtIn) {
              case BRIDGE ->
                  "Containers get an address of their own and reach each other and the outside,"
                      + " but not by name. Others reach them by published ports.";
              case HOST ->
                  "Containers share the host’s addresses and ports, without any isolation.";
              case NONE -> "Containers reach nobody but themselves.";
            })
        .orElse(
            network.internal()
                ? "Containers on it find each other by name, and reach nothing beyond it."
                : "Containers on it find each other by name and reach the outside. Others reach"
                    + " them by published ports.");
  }
}
