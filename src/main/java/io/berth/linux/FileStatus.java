package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What statx(2) says of a file.
 *
 * @param mode type and permissions
 * @param rdevMajor of a device node
 * @param device identifies the file system: major and minor, packed as by {@link #device(int, int)}
 * @param modifiedSeconds since the epoch
 */
public record FileStatus(
    int mode,
    int uid,
    int gid,
    long inode,
    long links,
    long size,
    long blocks512,
    int rdevMajor,
    int rdevMinor,
    long device,
    long modifiedSeconds,
    int modifiedNanos,
    long changedSeconds,
    int changedNanos) {

  static final int SIZE = 256;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int BASIC_STATS = 0x7ff;

  /** Of an open descriptor, {@code O_PATH} included. */
  public static FileStatus of(Fd fd) {
    return of(fd.number(), "", AT_EMPTY_PATH);
  }

  /** Of a directory's entry itself: a symbolic link is not followed. */
  static FileStatus of(int directory, String name) {
    return of(directory, name, AT_SYMLINK_NOFOLLOW);
  }

  private static FileStatus of(int directory, String name, int flags) {
    byte[] buffer = new byte[SIZE];
    try {
      Libc.statx(directory, Libc.text(name), flags, BASIC_STATS, buffer);
    } catch (LastErrorException e) {
      throw Errno.refused("statx", name.isEmpty() ? "fd " + directory : name, e);
    }
    return parse(buffer);
  }

  static FileStatus parse(byte[] statx) {
    ByteBuffer b = ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder());
    return new FileStatus(
        b.getShort(28) & 0xffff,
        b.getInt(20),
        b.getInt(24),
        b.getLong(32),
        b.getInt(16) & 0xffffffffL,
        b.getLong(40),
        b.getLong(48),
        b.getInt(128),
        b.getInt(132),
        device(b.getInt(136), b.getInt(140)),
        b.getLong(112),
        b.getInt(120),
        b.getLong(96),
        b.getInt(104));
  }

  public boolean isDirectory() {
    return type() == Open.S_IFDIR;
  }

  public boolean isRegular() {
    return type() == Open.S_IFREG;
  }

  public boolean isSymbolicLink() {
    return type() == Open.S_IFLNK;
  }

  public boolean isCharacterDevice(int major, int minor) {
    return type() == Open.S_IFCHR && rdevMajor == major && rdevMinor == minor;
  }

  /** One of the {@code S_IF…} constants. */
  public int type() {
    return mode & Open.S_IFMT;
  }

  public int permissions() {
    return mode & 07777;
  }

  /** A device number as mknod(2) takes it, see makedev(3). */
  public static long device(int major, int minor) {
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfffL) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xffL);
  }
}
