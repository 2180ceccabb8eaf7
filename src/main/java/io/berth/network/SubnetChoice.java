package io.berth.network;

import io.berth.failure.Unavailable;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds private subnets that no route or address of the host uses. */
final class SubnetChoice {

  private static final List<Subnet> CANDIDATES =
      Stream.of(
              IntStream.rangeClosed(18, 31).mapToObj("172.%d.0.0/16"::formatted),
              IntStream.rangeClosed(201, 250).mapToObj("10.%d.0.0/16"::formatted),
              IntStream.rangeClosed(100, 250).mapToObj("192.168.%d.0/24"::formatted))
          .flatMap(texts -> texts)
          .map(Subnet::parse)
          .toList();

  /** Docker's default pools, and more when they are used up. */
  private static final List<Subnet> FOR_USERS =
      Stream.of(
              IntStream.rangeClosed(17, 31).mapToObj("172.%d.0.0/16"::formatted),
              IntStream.range(0, 16).mapToObj(i -> "192.168.%d.0/20".formatted(i * 16)),
              IntStream.rangeClosed(0, 255).mapToObj("10.200.%d.0/24"::formatted))
          .flatMap(texts -> texts)
          .map(Subnet::parse)
          .toList();

  private SubnetChoice() {}

  /** For the default bridge: the first free candidate that was not refused before. */
  static Subnet choose(NetworkLinks host, List<Subnet> refused) {
    return choose(host, refused, CANDIDATES)
        .orElseThrow(() ->
            new Unavailable(
                "no private subnet is free for the bridge: every candidate overlaps a route of"
                    + " this host"));
  }

  static Subnet chooseForUsers(NetworkLinks host, List<Subnet> taken) {
    return choose(host, taken, FOR_USERS)
        .orElseThrow(() ->
            new Unavailable(
                "could not find an available, non-overlapping IPv4 address pool among the defaults"
                    + " to assign to the network"));
  }

  private static Optional<Subnet> choose(
      NetworkLinks host, List<Subnet> taken, List<Subnet> candidates) {
    List<Subnet> used = used(host);
    used.addAll(taken);
    return candidates.stream()
        .filter(candidate -> used.stream().noneMatch(candidate::overlaps))
        .findFirst();
  }

  /** Subnets that the host has an address in or a route to; the caller's list. */
  static List<Subnet> used(NetworkLinks host) {
    List<Subnet> used = new ArrayList<>(host.addresses());
    used.addAll(host.routes());
    return used;
  }

  /** Whether the subnet is one that {@link #choose} could have answered with. */
  static boolean offers(Subnet subnet) {
    return CANDIDATES.contains(subnet);
  }
}
