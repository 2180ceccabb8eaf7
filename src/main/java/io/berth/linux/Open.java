package io.berth.linux;

/** Flags of open(2) and modes of inode(7). */
public final class Open {

  private static final boolean ARM64 = SyscallNumber.arm64();

  public static final int RDONLY = 0;
  public static final int WRONLY = 1;
  public static final int RDWR = 2;
  public static final int CREAT = 0100;
  public static final int EXCL = 0200;
  public static final int NOCTTY = 0400;
  public static final int TRUNC = 01000;
  public static final int APPEND = 02000;
  public static final int NONBLOCK = 04000;
  public static final int DIRECTORY = ARM64 ? 040000 : 0200000;
  public static final int NOFOLLOW = ARM64 ? 0100000 : 0400000;
  public static final int CLOEXEC = 02000000;
  public static final int PATH = 010000000;

  public static final int S_IFMT = 0170000;
  public static final int S_IFIFO = 0010000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFSOCK = 0140000;

  private Open() {}
}
