package io.berth.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Direct mappings of the C library. Only mappings: checks and meaning live in the callers. */
final class Libc {

  static {
    Native.register(Libc.class, "c");
  }

  private Libc() {}

  static native String strerror(int errno);

  static native int close(int fd) throws LastErrorException;

  static native NativeLong read(int fd, byte[] buffer, NativeLong count) throws LastErrorException;

  static native NativeLong read(int fd, ByteBuffer buffer, NativeLong count)
      throws LastErrorException;

  static native NativeLong write(int fd, Pointer buffer, NativeLong count)
      throws LastErrorException;

  static native NativeLong write(int fd, ByteBuffer buffer, NativeLong count)
      throws LastErrorException;
}
