package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.KernelRefused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A process by descriptor, which never comes to mean another one, see pidfd_open(2). */
public final class Pidfd implements AutoCloseable {

  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int CLD_EXITED = 1;
  private static final int SIGKILL = 9;
  private static final int KILL_MILLIS = 2000;

  private final int pid;
  private final Fd fd;

  private Pidfd(int pid, Fd fd) {
    this.pid = pid;
    this.fd = fd;
  }

  /**
   * How a process ended: what it returned, or the signal that killed it (else 0).
   *
   * @param known whether the kernel told; otherwise status and signal mean nothing
   */
  public record Exit(int status, int signal, boolean known) {

    static final Exit UNKNOWN = new Exit(0, 0, false);

    Exit(int status, int signal) {
      this(status, signal, true);
    }

    /** A status as waitpid(2) gives it. */
    static Exit of(int waitStatus) {
      int signal = waitStatus & 0x7f;
      return signal == 0 ? new Exit(waitStatus >> 8 & 0xff, 0) : new Exit(0, signal);
    }
  }

  public static Pidfd open(int pid) {
    try {
      return new Pidfd(pid, Fd.own((int) Libc.syscall(SyscallNumber.PIDFD_OPEN, pid, 0, 0, 0, 0)));
    } catch (LastErrorException e) {
      throw Errno.refused("pidfd_open", Integer.toString(pid), e);
    }
  }

  /** Opens the process of that number that was born then; empty when it is gone and reaped. */
  public static Optional<Pidfd> open(int pid, long startTicks) {
    Pidfd pidfd;
    try {
      pidfd = open(pid);
    } catch (KernelRefused e) {
      return switch (e.errno()) {
        case Errno.ESRCH -> Optional.empty();
        case Errno.EINVAL, Errno.ENOENT -> Optional.empty(); // a thread's number
        default -> throw e;
      };
    }
    if (ProcessStat.of(pid).filter(stat -> stat.startTicks() == startTicks).isEmpty()) {
      pidfd.close();
      return Optional.empty();
    }
    return Optional.of(pidfd);
  }

  /**
   * How any process ended, as far as the kernel still tells who is not its parent: until it is
   * reaped, and from Linux 6.15 on for as long as somebody has a pidfd of it. Reaps nothing.
   *
   * @return empty while it runs, and when the kernel does not tell
   */
  public static Optional<Exit> exitOf(Fd pidfd) {
    return PidfdInfo.exit(pidfd);
  }

  /**
   * When a process was born, in clock ticks since boot, see proc_pid_stat(5).
   *
   * @throws KernelRefused there is no such process
   */
  public static long startTicks(int pid) {
    return ProcessStat.of(pid)
        .orElseThrow(() -> Errno.refused("open", "/proc/" + pid + "/stat", Errno.ENOENT))
        .startTicks();
  }

  public int pid() {
    return pid;
  }

  public Fd fd() {
    return fd;
  }

  /** Sends a signal; does nothing when the process is gone. */
  public void signal(int signal) {
    try {
      Libc.syscall(SyscallNumber.PIDFD_SEND_SIGNAL, fd.number(), signal, 0, 0, 0);
    } catch (LastErrorException e) {
      if (e.getErrorCode() != Errno.ESRCH) {
        throw Errno.refused("pidfd_send_signal", pid + " signal " + signal, e);
      }
    }
  }

  /** Kills any process and waits, not for long, until its descriptors are closed. Reaps nothing. */
  public void kill() {
    signal(SIGKILL);
    PidfdInfo.hasEnded(fd, KILL_MILLIS);
  }

  /**
   * A descriptor of the process, see pidfd_getfd(2).
   *
   * @throws KernelRefused it has no such descriptor, or is gone, or may not be traced
   */
  public Fd take(int number) {
    try {
      return Fd.own((int) Libc.syscall(SyscallNumber.PIDFD_GETFD, fd.number(), number, 0, 0, 0));
    } catch (LastErrorException e) {
      throw Errno.refused("pidfd_getfd", pid + " descriptor " + number, e);
    }
  }

  /**
   * How a process ended whose descriptor became readable: a child is reaped; another's end may be
   * unknown. Empty when it still runs.
   */
  Optional<Exit> end() {
    try {
      return poll();
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ECHILD) {
        throw e;
      }
    }
    return PidfdInfo.hasEnded(fd) ? Optional.of(exitOf(fd).orElse(Exit.UNKNOWN)) : Optional.empty();
  }

  /** Reaps a child that has ended, or says that it has not. */
  public Optional<Exit> poll() {
    return reap(WEXITED | WNOHANG);
  }

  /** Waits for a child's end and reaps it. */
  public Exit await() {
    return reap(WEXITED).orElseThrow();
  }

  private Optional<Exit> reap(int options) {
    byte[] info = new byte[128];
    while (true) {
      try {
        Libc.waitid(P_PIDFD, fd.number(), info, options);
        return parse(info);
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("waitid", Integer.toString(pid), e);
        }
      }
    }
  }

  /** siginfo_t of a child: si_code at 8, si_pid at 16, si_status at 24. */
  static Optional<Exit> parse(byte[] siginfo) {
    ByteBuffer b = ByteBuffer.wrap(siginfo).order(ByteOrder.nativeOrder());
    if (b.getInt(16) == 0) {
      return Optional.empty();
    }
    int status = b.getInt(24);
    return Optional.of(b.getInt(8) == CLD_EXITED ? new Exit(status, 0) : new Exit(0, status));
  }

  @Override
  public void close() {
    fd.close();
  }
}
