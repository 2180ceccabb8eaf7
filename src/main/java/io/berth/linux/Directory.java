package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An open directory whose entries are worked on by name, never by path: a name has no slash and is
 * not {@code .} or {@code ..}, and no entry that is a symbolic link is ever followed.
 */
public final class Directory implements AutoCloseable {

  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int RENAME_EXCHANGE = 2;
  private static final int XATTR_MAX = 65536;

  private final Fd fd;

  /** Takes ownership of a descriptor of a directory; {@code O_PATH} is enough. */
  public Directory(Fd fd) {
    this.fd = fd;
  }

  public Fd fd() {
    return fd;
  }

  /** Opens an entry with flags of {@link Open}; close-on-exec and no-follow are added. */
  public Fd open(String name, int flags, int mode) {
    return RootPath.openat2(
        fd.number(), check(name), flags | Open.NOFOLLOW, mode, RootPath.RESOLVE_BENEATH);
  }

  /** Makes a regular file that must not exist and opens it for writing. */
  public Fd create(String name, int mode) {
    return open(name, Open.WRONLY | Open.CREAT | Open.EXCL, mode);
  }

  public Directory directory(String name) {
    return new Directory(open(name, Open.PATH | Open.DIRECTORY, 0));
  }

  /** The same, unless something is mounted on it: then EXDEV. */
  Directory directoryOfMount(String name) {
    return new Directory(
        RootPath.openat2(
            fd.number(),
            check(name),
            Open.PATH | Open.DIRECTORY | Open.NOFOLLOW,
            0,
            RootPath.RESOLVE_BENEATH | RootPath.RESOLVE_NO_XDEV));
  }

  /** The entry's status, or empty when there is none. */
  public Optional<FileStatus> status(String name) {
    try {
      return Optional.of(FileStatus.of(fd.number(), check(name)));
    } catch (io.berth.failure.KernelRefused e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public String readLink(String name) {
    byte[] buffer = new byte[4096];
    try {
      long length = Libc.readlinkat(fd.number(), Libc.text(check(name)), buffer, buffer.length);
      return FileName.decode(buffer, 0, (int) length);
    } catch (LastErrorException e) {
      throw Errno.refused("readlinkat", name, e);
    }
  }

  /** Makes a directory; the mode is subject to the engine's umask. */
  public void makeDirectory(String name, int mode) {
    call("mkdirat", name, n -> Libc.mkdirat(fd.number(), n, mode));
  }

  /**
   * @param mode type ({@code S_IFCHR} …) and permissions, subject to the umask
   */
  public void makeNode(String name, int mode, int major, int minor) {
    call("mknodat", name, n -> Libc.mknodat(fd.number(), n, mode, FileStatus.device(major, minor)));
  }

  public void symbolicLink(String name, String target) {
    call("symlinkat", name, n -> Libc.symlinkat(Libc.text(target), fd.number(), n));
  }

  /** A further name for an entry of {@code from}, which itself may be a symbolic link. */
  public void hardLink(String name, Directory from, String existing) {
    byte[] old = Libc.text(check(existing));
    call("linkat", name, n -> Libc.linkat(from.fd.number(), old, fd.number(), n, 0));
  }

  public void remove(String name) {
    call("unlinkat", name, n -> Libc.unlinkat(fd.number(), n, 0));
  }

  public void removeDirectory(String name) {
    call("unlinkat", name, n -> Libc.unlinkat(fd.number(), n, AT_REMOVEDIR));
  }

  public void rename(String name, Directory to, String newName) {
    byte[] target = Libc.text(check(newName));
    call("renameat", name, n -> Libc.renameat(fd.number(), n, to.fd.number(), target));
  }

  /** Two entries change their names, at once: renameat2(2). */
  public void exchange(String name, String other) {
    byte[] target = Libc.text(check(other));
    call(
        "renameat2",
        name,
        n -> Libc.renameat2(fd.number(), n, fd.number(), target, RENAME_EXCHANGE));
  }

  /** Of the entry itself. -1 leaves a number as it is. Clears set-id bits: chmod afterwards. */
  public void owner(String name, int uid, int gid) {
    call("fchownat", name, n -> Libc.fchownat(fd.number(), n, uid, gid, AT_SYMLINK_NOFOLLOW));
  }

  /** Permissions, regardless of the umask. Fails with ELOOP on a symbolic link. */
  public void permissions(String name, int mode) {
    try (Fd entry = open(name, Open.PATH, 0)) {
      if (FileStatus.of(entry).isSymbolicLink()) {
        throw Errno.refused("fchmodat", name, Errno.ELOOP);
      }
      permissions(entry, mode);
    }
  }

  /** Of whatever the descriptor is open on, whoever has its name meanwhile. */
  public static void permissions(Fd entry, int mode) {
    String path = "/proc/self/fd/" + entry.number();
    try {
      Libc.fchmodat(-100, Libc.text(path), mode, 0);
    } catch (LastErrorException e) {
      throw Errno.refused("fchmodat", path, e);
    }
  }

  /** Of whatever the descriptor is open on. Clears set-id bits: permissions afterwards. */
  public static void owner(Fd entry, int uid, int gid) {
    try {
      Libc.fchownat(entry.number(), Libc.text(""), uid, gid, AT_EMPTY_PATH);
    } catch (LastErrorException e) {
      throw Errno.refused("fchownat", entry.toString(), e);
    }
  }

  /** Sets access and modification time of the entry itself. */
  public void times(String name, long seconds, int nanos) {
    long[] times = {seconds, nanos, seconds, nanos};
    call("utimensat", name, n -> Libc.utimensat(fd.number(), n, times, AT_SYMLINK_NOFOLLOW));
  }

  /** Sets access and modification time of what the descriptor, not {@code O_PATH}, is open on. */
  public static void times(Fd entry, long seconds, int nanos) {
    long[] times = {seconds, nanos, seconds, nanos};
    try {
      Libc.futimens(entry.number(), times);
    } catch (LastErrorException e) {
      throw Errno.refused("futimens", entry.toString(), e);
    }
  }

  public void setAttribute(String name, String attribute, byte[] value) {
    byte[] key = Libc.text(attribute);
    try {
      Libc.lsetxattr(entryPath(name), key, value, value.length, 0);
    } catch (LastErrorException e) {
      throw Errno.refused("lsetxattr " + attribute, name, e);
    }
  }

  /** Sets an extended attribute of what the descriptor, not {@code O_PATH}, is open on. */
  public static void setAttribute(Fd entry, String attribute, byte[] value) {
    try {
      Libc.fsetxattr(entry.number(), Libc.text(attribute), value, value.length, 0);
    } catch (LastErrorException e) {
      throw Errno.refused("fsetxattr " + attribute, entry.toString(), e);
    }
  }

  /** An extended attribute's value, or empty when it is not set. */
  public Optional<byte[]> attribute(String name, String attribute) {
    byte[] buffer = new byte[XATTR_MAX];
    try {
      long n = Libc.lgetxattr(entryPath(name), Libc.text(attribute), buffer, buffer.length);
      return Optional.of(Arrays.copyOf(buffer, (int) n));
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Errno.ENODATA || e.getErrorCode() == Errno.EOPNOTSUPP) {
        return Optional.empty();
      }
      throw Errno.refused("lgetxattr " + attribute, name, e);
    }
  }

  public List<String> attributes(String name) {
    byte[] buffer = new byte[XATTR_MAX];
    try {
      int n = (int) Libc.llistxattr(entryPath(name), buffer, buffer.length);
      return Stream.of(new String(buffer, 0, n, StandardCharsets.UTF_8).split("\0"))
          .filter(s -> !s.isEmpty())
          .toList();
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Errno.EOPNOTSUPP) {
        return List.of();
      }
      throw Errno.refused("llistxattr", name, e);
    }
  }

  /** Names an entry by descriptor: there is no link to follow on the way to it. */
  private byte[] entryPath(String name) {
    return Libc.text("/proc/self/fd/" + fd.number() + "/" + check(name));
  }

  private interface Entry {
    int apply(byte[] name);
  }

  private void call(String call, String name, Entry entry) {
    try {
      entry.apply(Libc.text(check(name)));
    } catch (LastErrorException e) {
      throw Errno.refused(call, name, e);
    }
  }

  private static String check(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw new InvalidRequest("not a file name: \"" + name + "\"");
    }
    return name;
  }

  @Override
  public void close() {
    fd.close();
  }
}
