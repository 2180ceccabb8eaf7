package io.berth.networks;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import io.berth.linux.netlink.Subnet;
import io.berth.networks.Network.Pool;
import io.berth.security.Caller;
import io.berth.security.Role;
import java.net.Inet4Address;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of a new network, from what a user says of them. */
record AddressPlan(
    @Nullable Subnet subnet,
    @Nullable Inet4Address gateway,
    @Nullable Subnet range,
    Map<String, String> reserved) {

  private static final int LARGEST = 8;
  private static final int SMALLEST = 30;

  private static final List<Subnet> PRIVATE =
      List.of(
          Subnet.parse("10.0.0.0/8"),
          Subnet.parse("172.16.0.0/12"),
          Subnet.parse("192.168.0.0/16"),
          Subnet.parse("100.64.0.0/10"),
          Subnet.parse("198.18.0.0/15"));

  static AddressPlan of(List<Pool> pools) {
    List<Pool> given =
        pools.stream()
            .filter(pool ->
                !(pool.subnet() + pool.range() + pool.gateway()).isEmpty()
                    || !pool.reserved().isEmpty())
            .toList();
    if (given.isEmpty()) {
      return new AddressPlan(null, null, null, Map.of());
    }
    if (given.size() > 1) {
      throw new Unsupported("a bridge network has one subnet: several are not offered");
    }
    Pool pool = given.getFirst();
    if (pool.subnet().isEmpty()) {
      throw new InvalidRequest(
          "invalid network config: a gateway or range needs a subnet: give one with --subnet");
    }
    Subnet subnet = subnet(pool.subnet(), "subnet");
    if (subnet.prefixLength() < LARGEST || subnet.prefixLength() > SMALLEST) {
      throw new InvalidRequest(
          "invalid network config: invalid subnet %s: use /%d to /%d"
              .formatted(subnet, LARGEST, SMALLEST));
    }
    if (PRIVATE.stream().noneMatch(one -> one.contains(subnet))) {
      // the host itself would send there what is meant for others
      Caller.current().require(Role.ADMINISTRATOR, "a network with the public subnet " + subnet);
    }
    Inet4Address gateway = pool.gateway().isEmpty() ? null : inside(subnet, pool.gateway());
    Subnet range = pool.range().isEmpty() ? null : subnet(pool.range(), "ip-range");
    if (range != null && !subnet.contains(range)) {
      throw new InvalidRequest(
          "invalid network config: invalid ip-range %s: parent subnet is %s"
              .formatted(range, subnet));
    }
    pool.reserved().values().forEach(address -> inside(subnet, address));
    return new AddressPlan(subnet, gateway, range, pool.reserved());
  }

  private static Inet4Address inside(Subnet subnet, String text) {
    Inet4Address address = address(text);
    int offset = subnet.offset(address);
    if (!subnet.contains(address) || offset == 0 || offset == subnet.size() - 1) {
      throw new InvalidRequest(
          "invalid network config: invalid address %s: parent subnet is %s"
              .formatted(text, subnet));
    }
    return address;
  }

  private static Subnet subnet(String text, String what) {
    int slash = text.indexOf('/');
    String length = slash < 0 ? "" : text.substring(slash + 1);
    if (!length.matches("\\d{1,3}")) {
      throw new InvalidRequest("invalid network config: invalid %s %s".formatted(what, text));
    }
    if (text.contains(":")) {
      throw new Unsupported("IPv6 networks are not offered by this version: " + text);
    }
    Inet4Address base = address(text.substring(0, slash));
    if (Integer.parseInt(length) > 32) {
      throw new InvalidRequest("invalid network config: invalid %s %s".formatted(what, text));
    }
    Subnet subnet = Subnet.of(base, Integer.parseInt(length));
    if (!subnet.address(0).equals(base)) {
      throw new InvalidRequest(
          "invalid network config: invalid %s %s: it should be %s".formatted(what, text, subnet));
    }
    return subnet;
  }

  /** Four numbers: names are not looked up, and short forms mean something else to everybody. */
  static Inet4Address address(String text) {
    if (text.contains(":")) {
      throw new Unsupported("IPv6 networks are not offered by this version: " + text);
    }
    if (!text.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
      throw new InvalidRequest("invalid IP address: " + text);
    }
    try {
      return Inet4Address.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("invalid IP address: " + text, e);
    }
  }
}
