package io.berth.network;

import io.berth.failure.Unavailable;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds a private subnet that no route or address of the host uses. */
final class SubnetChoice {

  private static final List<Subnet> CANDIDATES =
      Stream.of(
              IntStream.rangeClosed(18, 31).mapToObj("172.%d.0.0/16"::formatted),
              IntStream.rangeClosed(201, 250).mapToObj("10.%d.0.0/16"::formatted),
              IntStream.rangeClosed(100, 250).mapToObj("192.168.%d.0/24"::formatted))
          .flatMap(texts -> texts)
          .map(Subnet::parse)
          .toList();

  private SubnetChoice() {}

  /** The first free candidate that was not refused before. */
  static Subnet choose(NetworkLinks host, List<Subnet> refused) {
    List<Subnet> used = new ArrayList<>(host.addresses());
    used.addAll(host.routes());
    used.addAll(refused);
    return CANDIDATES.stream()
        .filter(candidate -> used.stream().noneMatch(candidate::overlaps))
        .findFirst()
        .orElseThrow(() ->
            new Unavailable(
                "no private subnet is free for the bridge: every candidate overlaps a route of"
                    + " this host"));
  }

  /** Whether the subnet is one that {@link #choose} could have answered with. */
  static boolean offers(Subnet subnet) {
    return CANDIDATES.contains(subnet);
  }
}
