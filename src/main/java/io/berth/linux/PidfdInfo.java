package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.KernelRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How a process ended that need not be a child. */
final class PidfdInfo {

  // _IOWR(0xFF, 11, struct pidfd_info) in its first size: exit_code is the last field
  private static final long PIDFD_GET_INFO = 0xc040ff0bL;
  private static final int SIZE = 64;
  private static final int EXIT_CODE = 60;
  private static final long PIDFD_INFO_EXIT = 1 << 3;

  private PidfdInfo() {}

  static Optional<Pidfd.Exit> exit(Fd pidfd) {
    return hasEnded(pidfd) ? zombie(pidfd).or(() -> reaped(pidfd)) : Optional.empty();
  }

  /** A pidfd is readable once all threads have ended. */
  static boolean hasEnded(Fd pidfd) {
    return hasEnded(pidfd, 0);
  }

  static boolean hasEnded(Fd pidfd, int timeoutMillis) {
    while (true) {
      try {
        return Libc.poll(new int[] {pidfd.number(), WakeableFd.POLLIN}, 1, timeoutMillis) > 0;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("poll", pidfd.toString(), e);
        }
      }
    }
  }

  /** The kernel shows 0 to who may not trace the process. */
  private static Optional<Pidfd.Exit> zombie(Fd pidfd) {
    int pid = pid(pidfd);
    if (pid <= 0 || !Capabilities.has(Capabilities.effective(), "CAP_SYS_PTRACE")) {
      return Optional.empty();
    }
    Optional<ProcessStat> stat = ProcessStat.of(pid).filter(s -> s.state() == 'Z');
    // the number was not given to another process before this one was reaped
    return pid(pidfd) == pid
        ? stat.map(ProcessStat::waitStatus).map(Pidfd.Exit::of)
        : Optional.empty();
  }

  /** The process's number, not positive once it is reaped. */
  private static int pid(Fd pidfd) {
    Path info = Path.of("/proc/self/fdinfo/" + pidfd.number());
    try (var lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("Pid:"))
          .map(line -> Integer.parseInt(line.substring(4).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new KernelRefused("read", info.toString(), Errno.EIO, e.toString());
    }
  }

  /** Linux from 6.15; others know no such request, or no such bit. */
  private static Optional<Pidfd.Exit> reaped(Fd pidfd) {
    ByteBuffer info = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
    info.putLong(0, PIDFD_INFO_EXIT);
    try {
      Libc.ioctl(pidfd.number(), PIDFD_GET_INFO, info.array());
    } catch (LastErrorException e) {
      return Optional.empty();
    }
    return (info.getLong(0) & PIDFD_INFO_EXIT) == 0
        ? Optional.empty()
        : Optional.of(Pidfd.Exit.of(info.getInt(EXIT_CODE)));
  }
}
