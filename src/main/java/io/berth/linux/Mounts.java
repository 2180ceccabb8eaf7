package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Mounts as descriptors, see fsopen(2), open_tree(2), move_mount(2), mount_setattr(2). A mount that
 * is not attached vanishes when its descriptor is closed. Needs CAP_SYS_ADMIN.
 */
public final class Mounts {

  public static final long RDONLY = 0x1;
  public static final long NOSUID = 0x2;
  public static final long NODEV = 0x4;
  public static final long NOEXEC = 0x8;
  public static final long NOATIME = 0x10;
  public static final long STRICTATIME = 0x20;
  public static final long NODIRATIME = 0x80;

  public static final long UNBINDABLE = 1 << 17;
  public static final long PRIVATE = 1 << 18;
  public static final long SLAVE = 1 << 19;
  public static final long SHARED = 1 << 20;

  private static final long MS_REC = 1 << 14;
  private static final int MNT_DETACH = 2;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int MOVE_EMPTY_PATHS = 0x44;
  private static final int SET_FLAG = 0;
  private static final int SET_STRING = 1;
  private static final int SET_FD = 5;
  private static final int CREATE = 6;
  private static final byte[] EMPTY = {0};

  private Mounts() {}

  /** A file system being configured. */
  public static final class FileSystem implements AutoCloseable {
    private final String type;
    private final Fd fd;

    private FileSystem(String type, Fd fd) {
      this.type = type;
      this.fd = fd;
    }

    /** Sets an option; values are limited to 255 bytes by the kernel. */
    public FileSystem with(String key, String value) {
      return configure(SET_STRING, key, value, 0);
    }

    public FileSystem with(String key) {
      return configure(SET_FLAG, key, null, 0);
    }

    public FileSystem with(String key, Fd value) {
      return configure(SET_FD, key, null, value.number());
    }

    /** Makes the file system and its unattached mount. */
    public Fd mount(long attributes) {
      configure(CREATE, null, null, 0);
      try {
        return Fd.own((int) Libc.syscall(SyscallNumber.FSMOUNT, fd.number(), 1, attributes, 0, 0));
      } catch (LastErrorException e) {
        throw Errno.refused("fsmount", type, e);
      }
    }

    private FileSystem configure(
        int command, @Nullable String key, @Nullable String value, long aux) {
      try {
        Libc.syscall(
            SyscallNumber.FSCONFIG,
            fd.number(),
            command,
            key == null ? null : Libc.text(key),
            value == null ? null : Libc.text(value),
            aux);
        return this;
      } catch (LastErrorException e) {
        throw Errno.refused("fsconfig", type + (key == null ? "" : " " + key), e);
      }
    }

    @Override
    public void close() {
      fd.close();
    }
  }

  public static FileSystem open(String type) {
    try {
      return new FileSystem(
          type, Fd.own((int) Libc.syscall(SyscallNumber.FSOPEN, Libc.text(type), 1)));
    } catch (LastErrorException e) {
      throw Errno.refused("fsopen", type, e);
    }
  }

  /** An unattached copy of the mount at a descriptor, starting at the file that it names. */
  public static Fd copy(Fd source, boolean recursive) {
    long flags = OPEN_TREE_CLONE | AT_EMPTY_PATH | Open.CLOEXEC | (recursive ? AT_RECURSIVE : 0);
    try {
      return Fd.own((int) Libc.syscall(SyscallNumber.OPEN_TREE, source.number(), EMPTY, flags, 0));
    } catch (LastErrorException e) {
      throw Errno.refused("open_tree", source.toString(), e);
    }
  }

  /** Attaches a mount onto a file named by a descriptor in the caller's mount namespace. */
  public static void attach(Fd mount, Fd target) {
    try {
      Libc.syscall(
          SyscallNumber.MOVE_MOUNT,
          mount.number(),
          EMPTY,
          target.number(),
          EMPTY,
          MOVE_EMPTY_PATHS);
    } catch (LastErrorException e) {
      throw Errno.refused("move_mount", target.toString(), e);
    }
  }

  /**
   * @param set attributes to set
   * @param propagation 0 to leave it, or one of {@link #PRIVATE} …
   */
  public static void attributes(Fd mount, long set, long propagation, boolean recursive) {
    byte[] attributes =
        ByteBuffer.allocate(32)
            .order(ByteOrder.nativeOrder())
            .putLong(set)
            .putLong(0)
            .putLong(propagation)
            .array();
    try {
      Libc.syscall(
          SyscallNumber.MOUNT_SETATTR,
          mount.number(),
          EMPTY,
          AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0),
          attributes,
          attributes.length);
    } catch (LastErrorException e) {
      throw Errno.refused("mount_setattr", mount.toString(), e);
    }
  }

  /** Changes how mounts spread, from the caller's root downwards. */
  public static void propagation(long propagation) {
    mount(null, "/", null, MS_REC | propagation, null);
  }

  /** The classic mount(2), for what descriptors cannot say on older kernels. */
  public static void mount(
      @Nullable String source,
      String target,
      @Nullable String type,
      long flags,
      @Nullable String options) {
    try {
      Libc.mount(
          source == null ? null : Libc.text(source),
          Libc.text(target),
          type == null ? null : Libc.text(type),
          flags,
          options == null ? null : Libc.text(options));
    } catch (LastErrorException e) {
      throw Errno.refused("mount", target, e);
    }
  }

  /**
   * Makes a mount the root of the caller's mount namespace, and of every thread and process in it
   * whose root was the old one; then lets go of the old root.
   */
  public static void pivot(Fd root) {
    byte[] here = Libc.text(".");
    try {
      Libc.fchdir(root.number());
      Libc.syscall(SyscallNumber.PIVOT_ROOT, here, here);
      // the old root is now stacked on the new one: "." names it, see pivot_root(2)
      Libc.umount2(here, MNT_DETACH);
      Libc.chdir(Libc.text("/"));
    } catch (LastErrorException e) {
      throw Errno.refused("pivot_root", root.toString(), e);
    }
  }

  /** The magic number of the file system, see statfs(2). */
  public static long magic(Fd fd) {
    byte[] buffer = new byte[256];
    try {
      Libc.fstatfs(fd.number(), buffer);
    } catch (LastErrorException e) {
      throw Errno.refused("fstatfs", fd.toString(), e);
    }
    return ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder()).getLong(0);
  }
}
