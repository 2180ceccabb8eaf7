package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Changes the calling thread's namespaces, see namespaces(7). Call on a thread that then dies. */
public final class Namespaces {

  public static final int FS = 0x200;
  private static final int FILES = 0x400;
  public static final int MOUNT = 0x20000;
  public static final int CGROUP = 0x02000000;
  public static final int UTS = 0x04000000;
  public static final int IPC = 0x08000000;
  public static final int PID = 0x20000000;
  public static final int NETWORK = 0x40000000;

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | Open.CLOEXEC;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final short IFF_UP_RUNNING = 0x1 | 0x40;

  private Namespaces() {}

  public static void unshare(int flags) {
    try {
      Libc.unshare(flags);
    } catch (LastErrorException e) {
      throw Errno.refused("unshare", Integer.toHexString(flags), e);
    }
  }

  /** Joins a process's namespaces; a new PID namespace counts for children only. */
  public static void enter(Fd pidfd, int flags) {
    try {
      Libc.setns(pidfd.number(), flags);
    } catch (LastErrorException e) {
      throw Errno.refused("setns", pidfd.toString(), e);
    }
  }

  /**
   * Gives the calling thread a table of descriptors of its own, a copy without the higher ones.
   *
   * @param kept how many of the first stay
   */
  public static void ownDescriptors(int kept) {
    unshare(FILES);
    try {
      Libc.syscall(SyscallNumber.CLOSE_RANGE, kept, 0xffffffffL, 0L, 0L, 0L);
    } catch (LastErrorException e) {
      throw Errno.refused("close_range", Integer.toString(kept), e);
    }
  }

  public static void hostname(String name) {
    byte[] text = Libc.text(name);
    try {
      Libc.sethostname(text, text.length - 1L);
    } catch (LastErrorException e) {
      throw Errno.refused("sethostname", name, e);
    }
  }

  public static void domainname(String name) {
    byte[] text = Libc.text(name);
    try {
      Libc.setdomainname(text, text.length - 1L);
    } catch (LastErrorException e) {
      throw Errno.refused("setdomainname", name, e);
    }
  }

  /** Brings the loopback interface of the calling thread's network namespace up. */
  public static void loopbackUp() {
    byte[] request =
        ByteBuffer.allocate(40)
            .order(ByteOrder.nativeOrder())
            .put((byte) 'l')
            .put((byte) 'o')
            .putShort(16, IFF_UP_RUNNING)
            .array();
    try (Fd socket = Fd.own(Libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0))) {
      Libc.ioctl(socket.number(), SIOCSIFFLAGS, request);
    } catch (LastErrorException e) {
      throw Errno.refused("SIOCSIFFLAGS", "lo", e);
    }
  }

  /** The mode mask of the calling thread, which must have a file system context of its own. */
  public static void umask(int mask) {
    Libc.umask(mask);
  }

  /** Of the calling thread, which must have a file system context of its own. */
  public static void changeDirectory(Path directory) {
    try {
      Libc.chdir(Libc.text(directory.toString()));
    } catch (LastErrorException e) {
      throw Errno.refused("chdir", directory.toString(), e);
    }
  }

  /** The calling thread's number in /proc. */
  public static int threadId() {
    return Libc.gettid();
  }
}
