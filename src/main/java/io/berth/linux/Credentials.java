package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Who a thread is to become.
 *
 * @param capabilities bits of {@link Capabilities}: bounding, permitted and effective set;
 *     inheritable and ambient are empty
 */
public record Credentials(
    int uid, int gid, int[] groups, long capabilities, boolean noNewPrivileges) {

  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_KEEPCAPS = 8;
  private static final int PR_CAPBSET_READ = 23;
  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  /**
   * Changes the calling thread only: raw system calls, because the C library's own functions change
   * every thread of the process.
   */
  public void assume() {
    try {
      for (int c = 0; c < 64; c++) {
        if ((capabilities & 1L << c) == 0 && !drop(c)) {
          break;
        }
      }
      Libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
      Libc.syscall(SyscallNumber.SETGROUPS, groups.length, groups);
      Libc.syscall(SyscallNumber.SETRESGID, gid, gid, gid, 0, 0);
      Libc.syscall(SyscallNumber.SETRESUID, uid, uid, uid, 0, 0);
      Libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
      Libc.syscall(SyscallNumber.CAPSET, header(), sets(capabilities));
      if (noNewPrivileges) {
        Libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      }
    } catch (LastErrorException e) {
      throw Errno.refused("credentials", uid + ":" + gid, e);
    }
  }

  /** Keeps processes of a container from tracing or reading this one, see ptrace(2). */
  public static void notDumpable() {
    try {
      Libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    } catch (LastErrorException e) {
      throw Errno.refused("prctl", "PR_SET_DUMPABLE", e);
    }
  }

  /** Whether other processes may trace or read this one. */
  public static boolean isDumpable() {
    try {
      return Libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
    } catch (LastErrorException e) {
      throw Errno.refused("prctl", "PR_GET_DUMPABLE", e);
    }
  }

  private static boolean drop(int capability) {
    try {
      if (Libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1) {
        Libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
      }
      return true;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Errno.EINVAL) {
        return false; // past the last capability that this kernel knows
      }
      throw e;
    }
  }

  static byte[] header() {
    return buffer(8).putInt(CAPABILITY_VERSION_3).putInt(0).array();
  }

  /** struct __user_cap_data_struct[2]: effective, permitted, inheritable; low words first. */
  static byte[] sets(long bits) {
    int low = (int) bits;
    int high = (int) (bits >>> 32);
    return buffer(24).putInt(low).putInt(low).putInt(0).putInt(high).putInt(high).putInt(0).array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }
}
