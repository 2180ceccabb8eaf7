package io.berth.linux.nftables;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.berth.linux.Errno;
import io.berth.linux.Fd;

/** libnftables ends the whole process where this socket cannot be opened, so it is tried before. */
final class NetfilterSocket {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_NETFILTER = 12;

  static {
    Native.register(NetfilterSocket.class, "c");
  }

  private NetfilterSocket() {}

  static void probe() {
    try {
      Fd.own(socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER)).close();
    } catch (LastErrorException e) {
      throw Errno.refused("socket", "NETLINK_NETFILTER", e);
    }
  }

  private static native int socket(int domain, int type, int protocol) throws LastErrorException;
}
