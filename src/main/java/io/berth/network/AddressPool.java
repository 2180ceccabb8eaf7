package io.berth.network;

import io.berth.failure.Unavailable;
import io.berth.linux.netlink.Subnet;
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

  synchronized void giveBack(int offset) {
    taken.clear(offset);
  }
}
