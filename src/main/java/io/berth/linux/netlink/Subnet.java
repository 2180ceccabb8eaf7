package io.berth.linux.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 network.
 *
 * @param base its lowest address, as a number
 */
public record Subnet(int base, int prefixLength) {

  public Subnet {
    if (prefixLength < 0 || prefixLength > 32) {
      throw new IllegalArgumentException("not a prefix length: " + prefixLength);
    }
    base &= mask(prefixLength);
  }

  public static Subnet of(Inet4Address address, int prefixLength) {
    return new Subnet(ByteBuffer.wrap(address.getAddress()).getInt(), prefixLength);
  }

  /**
   * @param text such as {@code 172.18.0.0/16}
   */
  public static Subnet parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a subnet: " + text);
    }
    Inet4Address address = Inet4Address.ofLiteral(text.substring(0, slash));
    return of(address, Integer.parseInt(text.substring(slash + 1)));
  }

  public boolean overlaps(Subnet other) {
    int mask = mask(Math.min(prefixLength, other.prefixLength));
    return (base & mask) == (other.base & mask);
  }

  /** How many addresses it has, those of the network and of broadcast included. */
  public long size() {
    return 1L << (32 - prefixLength);
  }

  public boolean contains(Subnet other) {
    return prefixLength <= other.prefixLength && overlaps(other);
  }

  public boolean contains(Inet4Address address) {
    return contains(of(address, 32));
  }

  /** An address's place in it. */
  public int offset(Inet4Address address) {
    return ByteBuffer.wrap(address.getAddress()).getInt() - base;
  }

  public Inet4Address address(int offset) {
    try {
      return (Inet4Address)
          InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(base + offset).array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  public Inet4Address broadcast() {
    return address((int) (size() - 1));
  }

  @Override
  public String toString() {
    return address(0).getHostAddress() + "/" + prefixLength;
  }

  private static int mask(int prefixLength) {
    return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
  }
}
