package io.berth.networks;

import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unsupported;
import io.berth.linux.netlink.Subnet;
import io.berth.network.BridgeNetworks;
import io.berth.networks.Network.Draft;
import java.net.Inet4Address;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a new network will be, by what a user asks for and what is free. Makes nothing. */
final class Drafting {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final BridgeNetworks bridges;
  private final Supplier<Stream<Network>> others;

  /**
   * @param others all networks that there are
   */
  Drafting(BridgeNetworks bridges, Supplier<Stream<Network>> others) {
    this.bridges = bridges;
    this.others = others;
  }

  /** What can be said of it without a look at others. */
  static AddressPlan check(Draft draft) {
    checkName(draft.name());
    checkDriver(draft.driver());
    NetworkOptions.check(draft.options());
    return AddressPlan.of(draft.pools());
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw new InvalidRequest("invalid name: name is empty");
    }
    if (name.length() > 255 || !name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
      throw new InvalidRequest(
          "invalid network name: only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed, and 255 of them");
    }
    boolean taken =
        name.equals("default")
            || Arrays.stream(BuiltIn.values()).anyMatch(one -> one.mode().equals(name));
    if (taken) {
      throw new Forbidden("operation is not permitted on predefined " + name + " network");
    }
  }

  private static void checkDriver(String driver) {
    switch (driver) {
      case "", "bridge", "default" -> {}
      case "host", "null", "none" ->
          throw new Forbidden("only one instance of \"" + driver + "\" network is allowed");
      case "macvlan", "ipvlan", "overlay" ->
          throw new Unsupported(
              "the network driver " + driver + " is not offered by this version: use bridge");
      default -> throw new NotFound("plugin \"" + driver + "\" not found");
    }
  }

  /** With a free subnet where none is asked for. */
  Network network(Draft draft, AddressPlan plan) {
    Subnet subnet = plan.subnet() == null ? free() : plan.subnet();
    requireFree(subnet);
    Inet4Address gateway = plan.gateway() == null ? first(subnet, plan) : plan.gateway();
    byte[] id = new byte[32];
    RANDOM.nextBytes(id);
    return new Network(
        HexFormat.of().formatHex(id),
        draft.name(),
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        "bridge",
        subnet.toString(),
        gateway.getHostAddress(),
        plan.range() == null ? null : plan.range().toString(),
        plan.reserved(),
        plan.subnet() != null,
        plan.gateway() != null,
        draft.internal(),
        draft.attachable(),
        draft.options(),
        draft.labels());
  }

  private Subnet free() {
    return Subnet.parse(bridges.freeSubnet(addressed().map(Network::subnet).toList()));
  }

  private Stream<Network> addressed() {
    return others.get().filter(other -> !other.subnet().isEmpty());
  }

  /** Networks without a bridge at this moment count as well. */
  private void requireFree(Subnet subnet) {
    addressed()
        .filter(other -> Subnet.parse(other.subnet()).overlaps(subnet))
        .findFirst()
        .ifPresent(other -> {
          throw new Forbidden("Pool overlaps with other one on this address space");
        });
  }

  /** Docker's choice: the first of the range, else of the subnet, that is nobody's. */
  private static Inet4Address first(Subnet subnet, AddressPlan plan) {
    int offset = plan.range() == null ? 0 : subnet.offset(plan.range().address(0));
    Inet4Address chosen;
    do {
      chosen = subnet.address(Math.max(1, offset++));
    } while (plan.reserved().containsValue(chosen.getHostAddress()));
    return chosen;
  }
}
