package io.berth.linux;

/** Numbers of the calls that the C library does not wrap, or wraps for a whole process. */
final class SyscallNumber {

  private static final boolean ARM64 = arm64(System.getProperty("os.arch", ""));

  static final long PIVOT_ROOT = ARM64 ? 41 : 155;
  static final long CAPGET = ARM64 ? 90 : 125;
  static final long CAPSET = ARM64 ? 91 : 126;
  static final long SETGROUPS = ARM64 ? 159 : 116;
  static final long SETRESUID = ARM64 ? 147 : 117;
  static final long SETRESGID = ARM64 ? 149 : 119;
  static final long SECCOMP = ARM64 ? 277 : 317;
  static final long BPF = ARM64 ? 280 : 321;
  static final long PIDFD_SEND_SIGNAL = 424;
  static final long OPEN_TREE = 428;
  static final long MOVE_MOUNT = 429;
  static final long FSOPEN = 430;
  static final long FSCONFIG = 431;
  static final long FSMOUNT = 432;
  static final long PIDFD_OPEN = 434;
  static final long CLOSE_RANGE = 436;
  static final long OPENAT2 = 437;
  static final long PIDFD_GETFD = 438;
  static final long MOUNT_SETATTR = 442;

  private SyscallNumber() {}

  static boolean arm64() {
    return ARM64;
  }

  private static boolean arm64(String architecture) {
    return switch (architecture) {
      case "amd64", "x86_64" -> false;
      case "aarch64" -> true;
      default -> throw new UnsupportedOperationException("no system calls for " + architecture);
    };
  }
}
