package io.berth.network;

import io.berth.linux.netlink.Subnet;
import java.net.Inet4Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network to have a bridge for.
 *
 * @param id 64 hexadecimal digits
 * @param bridge the link's name that somebody asked for; null for one of the engine's choice
 * @param subnet such as {@code 172.18.0.0/16}, of 4 to 2^24 addresses
 * @param gateway the bridge's own address
 * @param range where addresses are taken from when nobody asks for one; null for the whole subnet
 * @param reserved addresses that are given to nobody
 * @param internal without a way out
 * @param connected whether containers on it reach each other
 * @param masquerade whether what leaves the host has the host's address
 * @param mtu bytes
 */
public record NetworkSpec(
    String id,
    @Nullable String bridge,
    String subnet,
    String gateway,
    @Nullable String range,
    List<String> reserved,
    boolean internal,
    boolean connected,
    boolean masquerade,
    int mtu) {

  static final int MTU = 1500;

  Subnet net() {
    return Subnet.parse(subnet);
  }

  Inet4Address gatewayAddress() {
    return Inet4Address.ofLiteral(gateway);
  }

  Subnet pool() {
    return range == null ? net() : Subnet.parse(range);
  }
}
