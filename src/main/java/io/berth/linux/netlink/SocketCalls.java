package io.berth.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** Direct mappings of the C library that rtnetlink needs. */
final class SocketCalls {

  static {
    Native.register(SocketCalls.class, "c");
  }

  private SocketCalls() {}

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  static native NativeLong send(int fd, byte[] buffer, NativeLong length, int flags)
      throws LastErrorException;

  static native NativeLong recv(int fd, byte[] buffer, NativeLong length, int flags)
      throws LastErrorException;
}
