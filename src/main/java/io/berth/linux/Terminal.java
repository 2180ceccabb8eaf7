package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The master side of a pseudo-terminal, see pty(7). */
public final class Terminal implements AutoCloseable {

  private static final long TIOCSWINSZ = 0x5414;
  private static final long TIOCGPTN = 0x80045430L;
  private static final long TIOCSPTLCK = 0x40045431L;
  private static final long TIOCGPTPEER = 0x5441;
  private static final long DEVPTS_MAGIC = 0x1cd1;

  private final Fd master;

  private Terminal(Fd master) {
    this.master = master;
  }

  /**
   * Makes a terminal of the devpts instance in a root, and refuses anything else in its place.
   *
   * @param root the container's root; only {@code /dev/pts/ptmx} below it is used
   */
  public static Terminal open(RootPath root) {
    Fd master = root.open("/dev/pts/ptmx", Open.RDWR | Open.NOCTTY | Open.NOFOLLOW, 0);
    if (Mounts.magic(master) != DEVPTS_MAGIC || !FileStatus.of(master).isCharacterDevice(5, 2)) {
      master.close();
      throw Errno.refused("open", "/dev/pts/ptmx", Errno.ENODEV);
    }
    try {
      Libc.ioctl(master.number(), TIOCSPTLCK, new byte[4]);
    } catch (LastErrorException e) {
      master.close();
      throw Errno.refused("TIOCSPTLCK", "/dev/pts/ptmx", e);
    }
    return new Terminal(master);
  }

  /** The terminal of a master that another process had opened; takes ownership. */
  public static Terminal of(Fd master) {
    return new Terminal(master);
  }

  /** The number under /dev/pts. */
  public int number() {
    byte[] number = new byte[4];
    try {
      Libc.ioctl(master.number(), TIOCGPTN, number);
    } catch (LastErrorException e) {
      throw Errno.refused("TIOCGPTN", "terminal", e);
    }
    return ByteBuffer.wrap(number).order(ByteOrder.nativeOrder()).getInt();
  }

  /** Opens the other side by the kernel's own knowledge, not by path. */
  public Fd peer() {
    try {
      long flags = Open.RDWR | Open.NOCTTY | Open.CLOEXEC;
      return Fd.own(Libc.ioctl(master.number(), TIOCGPTPEER, flags));
    } catch (LastErrorException e) {
      throw Errno.refused("TIOCGPTPEER", "terminal", e);
    }
  }

  /** Gives the terminal to a user, group tty. */
  public void owner(Fd peer, int uid) {
    Directory.owner(peer, uid, 5);
  }

  /** Does nothing once the terminal is closed. */
  public void resize(int rows, int columns) {
    byte[] size =
        ByteBuffer.allocate(8)
            .order(ByteOrder.nativeOrder())
            .putShort((short) rows)
            .putShort((short) columns)
            .array();
    try {
      Libc.ioctl(master.number(), TIOCSWINSZ, size);
    } catch (LastErrorException e) {
      throw Errno.refused("TIOCSWINSZ", rows + "x" + columns, e);
    } catch (IllegalStateException e) {
      return; // closed
    }
  }

  /** A further descriptor of the master. */
  public Fd duplicate() {
    return master.duplicate();
  }

  @Override
  public void close() {
    master.close();
  }
}
