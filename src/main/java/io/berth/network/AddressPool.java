package io.berth.network;

import io.berth.failure.Conflict;
import io.berth.failure.Unavailable;
import io.berth.linux.netlink.Subnet;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** The free addresses of a subnet, lowest first. Network, gateway and broadcast are never given. */
final class AddressPool {

  private static final int FIRST = 2;

  private final Subnet subnet;
  private final BitSet taken = new BitSet();

  AddressPool(Subnet subnet) {
    this.subnet = subnet;
  }

  /** The address's place in the subnet. */
  synchronized int take() {
    int offset = taken.nextClearBit(FIRST);
    if (offset >= subnet.size() - 1) {
      throw new Unavailable("no address is left in " + subnet + ": remove a container first");
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
    long offset =
        Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt() - subnet.base());
    if (offset < FIRST || offset >= subnet.size() - 1) {
      throw new Conflict("address " + address.getHostAddress() + " is not one of " + subnet);
    }
    if (taken.get((int) offset)) {
      throw new Conflict("address " + address.getHostAddress() + " is taken");
    }
    taken.set((int) offset);
    return (int) offset;
  }

  synchronized void giveBack(int offset) {
    taken.clear(offset);
  }
}
