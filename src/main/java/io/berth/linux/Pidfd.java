package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A process by descriptor, which never comes to mean another one, see pidfd_open(2). */
public final class Pidfd implements AutoCloseable {

  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int CLD_EXITED = 1;

  private final int pid;
  private final Fd fd;

  private Pidfd(int pid, Fd fd) {
    this.pid = pid;
    this.fd = fd;
  }

  /** How a process ended: what it returned, or the signal that killed it (else 0). */
  public record Exit(int status, int signal) {}

  public static Pidfd open(int pid) {
    try {
      return new Pidfd(pid, Fd.own((int) Libc.syscall(SyscallNumber.PIDFD_OPEN, pid, 0, 0, 0, 0)));
    } catch (LastErrorException e) {
      throw Errno.refused("pidfd_open", Integer.toString(pid), e);
    }
  }

  /**
   * When a process was born, in clock ticks since boot, see proc_pid_stat(5).
   *
   * @throws io.berth.failure.KernelRefused there is no such process
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
