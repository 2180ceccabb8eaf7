package io.berth.linux.nftables;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.linux.Fd;

/**
 * libnftables ends the whole process where this socket cannot be opened or its number is too high
 * for select(2), so it is tried before.
 */
final class NetfilterSocket {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_NETFILTER = 12;
  private static final int FD_SETSIZE = 1024;

  static {
    Native.register(NetfilterSocket.class, "c");
  }

  private NetfilterSocket() {}

  /** Loads what a thread inside a namespace cannot. */
  static void probeLoaded() {
    try (Fd socket = Fd.own(socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER))) {
      socket.number();
    } catch (LastErrorException e) {
      throw Errno.refused("socket", "NETLINK_NETFILTER", e);
    }
  }

  static void probe() {
    try (Fd socket = Fd.own(socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER))) {
      if (socket.number() >= FD_SETSIZE) {
        throw new Unavailable("libnftables cannot use descriptor " + socket.number());
      }
    } catch (LastErrorException e) {
      throw Errno.refused("socket", "NETLINK_NETFILTER", e);
    }
  }

  private static native int socket(int domain, int type, int protocol) throws LastErrorException;
}
