package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.InvalidRequest;
import java.nio.file.Path;

/** Addresses and descriptors of stream sockets with a name in the file system, see unix(7). */
final class UnixAddress {

  static final int AF_UNIX = 1;
  static final int SOCK_STREAM = 1;
  static final int SOCK_CLOEXEC = 0x80000;

  private static final int LONGEST = 107;

  private UnixAddress() {}

  /** A sockaddr_un with its final NUL. */
  static byte[] of(Path path) {
    byte[] name = Libc.text(path.toString());
    if (name.length == 1) {
      throw new InvalidRequest("the path of a socket is empty");
    }
    if (name.length - 1 > LONGEST) {
      throw new InvalidRequest(
          "socket path " + path + " is longer than 107 bytes: choose a shorter folder");
    }
    byte[] address = new byte[2 + name.length];
    address[0] = AF_UNIX;
    System.arraycopy(name, 0, address, 2, name.length);
    return address;
  }

  static Fd socket() {
    try {
      return Fd.own(Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    } catch (LastErrorException e) {
      throw Errno.refused("socket", "AF_UNIX", e);
    }
  }
}
