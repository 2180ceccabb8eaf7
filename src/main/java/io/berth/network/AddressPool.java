package io.berth.network;

import io.berth.failure.Conflict;
import io.berth.failure.Unavailable;
import io.berth.linux.netlink.Subnet;
import java.net.Inet4Address;
import java.util.BitSet;

/** The free addresses of a subnet, lowest first. Network, gateway and broadcast are never given. */
final class AddressPool {

  private final Subnet subnet;
  private final Subnet range;
  private final int gateway;
  private final int last;
  private final BitSet taken = new BitSet();

  /**
   * @param range a part of the subnet, where addresses are chosen
   */
  AddressPool(Subnet subnet, Inet4Address gateway, Subnet range) {
    this.subnet = subnet;
    this.range = range;
    this.last = (int) (subnet.size() - 2);
    this.gateway = subnet.offset(gateway);
    taken.set(0);
    taken.set(this.gateway);
  }

  /** The address's place in the subnet. */
  synchronized int take() {
    int first = subnet.offset(range.address(0));
    int offset = taken.nextClearBit(first);
    if (offset > Math.min(last, first + range.size() - 1)) {
      throw new Unavailable("no address is left in " + range + ": remove a container first");
    }
    taken.set(offset);
    return offset;
  }

  /**
   * Takes this very address.
   *
   * @throws Conflict somebody has it, or it is none of those that are given
   */
  synchronized int take(Inet4Address address) {
    int offset = subnet.offset(address);
    if (!subnet.contains(address) || offset < 1 || offset > last || offset == gateway) {
      throw new Conflict("address " + address.getHostAddress() + " is not one of " + subnet);
    }
    if (taken.get(offset)) {
      throw new Conflict("address " + address.getHostAddress() + " is taken");
    }
    taken.set(offset);
    return offset;
  }

  /** It is never chosen, nor given to who asks for it. */
  synchronized void withhold(Inet4Address address) {
    if (subnet.contains(address)) {
      taken.set(subnet.offset(address));
    }
  }

  synchronized void giveBack(int offset) {
    taken.clear(offset);
  }
}
