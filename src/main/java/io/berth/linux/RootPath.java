package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A directory taken as the root of a hostile file tree. Every path is resolved by the kernel as if
 * after chroot(2), by {@code openat2} with {@code RESOLVE_IN_ROOT}: no link and no {@code ..} leads
 * out, and links of /proc are not followed. Paths may be absolute or relative, both start at the
 * root. Thread-safe.
 */
public final class RootPath implements AutoCloseable {

  static final long RESOLVE_NO_XDEV = 0x01;
  static final long RESOLVE_NO_MAGICLINKS = 0x02;
  static final long RESOLVE_NO_SYMLINKS = 0x04;
  static final long RESOLVE_BENEATH = 0x08;
  static final long RESOLVE_IN_ROOT = 0x10;
  private static final int AT_FDCWD = -100;
  private static final int MAX_LINKS = 40;
  private static final int RETRIES = 64;

  private final Fd root;

  /** Takes ownership of a directory's descriptor; {@code O_PATH} is enough. */
  public RootPath(Fd root) {
    this.root = root;
  }

  /** Opens a directory of the host. Links on the way to it are followed: the path is trusted. */
  public static RootPath of(Path directory) {
    return new RootPath(openat2(AT_FDCWD, directory.toString(), Open.PATH | Open.DIRECTORY, 0, 0));
  }

  /** Opens a trusted path of the host with flags of {@link Open}; close-on-exec is added. */
  public static Fd openHost(Path path, int flags) {
    return openat2(AT_FDCWD, path.toString(), flags, 0, 0);
  }

  public Fd fd() {
    return root;
  }

  /** Opens with flags of {@link Open}, following links inside the root unless NOFOLLOW is set. */
  public Fd open(String path, int flags, int mode) {
    return openat2(
        root.number(), rooted(path), flags, mode, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  }

  /** A descriptor that only names the file; links inside the root are followed. */
  public Fd openPath(String path) {
    return open(path, Open.PATH, 0);
  }

  /** The directory at a path. */
  public Directory directory(String path) {
    return new Directory(open(path, Open.PATH | Open.DIRECTORY, 0));
  }

  /** The directory at a path that has no link in it; ELOOP when it has one. */
  public Directory directoryWithoutLinks(String path) {
    return new Directory(
        openat2(
            root.number(),
            rooted(path),
            Open.PATH | Open.DIRECTORY,
            0,
            RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS));
  }

  /** The directory that holds the path's last name, which need not exist. */
  public Directory parent(String path) {
    List<String> names = names(path);
    return directory("/" + String.join("/", names.subList(0, Math.max(0, names.size() - 1))));
  }

  /** The path's last name; fails for the root itself and for {@code ..}. */
  public static String lastName(String path) {
    List<String> names = names(path);
    if (names.isEmpty() || names.getLast().equals("..")) {
      throw new InvalidRequest("path \"" + path + "\" has no last name");
    }
    return names.getLast();
  }

  /** Status of what the path leads to, links followed; empty when there is nothing. */
  public Optional<FileStatus> status(String path) {
    return statusOf(path, Open.PATH);
  }

  /** Status of the path's last name itself: a link there is not followed. */
  public Optional<FileStatus> linkStatus(String path) {
    return statusOf(path, Open.PATH | Open.NOFOLLOW);
  }

  private Optional<FileStatus> statusOf(String path, int flags) {
    try (Fd fd = open(path, flags, 0)) {
      return Optional.of(FileStatus.of(fd));
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public String readLink(String path) {
    try (Directory parent = parent(path)) {
      return parent.readLink(lastName(path));
    }
  }

  /**
   * Makes a directory and its missing parents, as {@code mkdir -p} inside the root would. A
   * dangling link on the way is completed inside the root. Only new directories get the owner.
   */
  public Directory makeDirectories(String path, int mode, int uid, int gid) {
    Deque<String> todo = new ArrayDeque<>(names(path));
    Deque<String> done = new ArrayDeque<>();
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.equals("..")) {
        done.pollLast();
        continue;
      }
      try (Directory parent = directory("/" + String.join("/", done))) {
        Optional<FileStatus> found = parent.status(name);
        if (found.isEmpty()) {
          makeDirectory(parent, name, mode, uid, gid);
        } else if (found.get().isSymbolicLink()) {
          if (++links > MAX_LINKS) {
            throw Errno.refused("mkdirat", path, Errno.ELOOP);
          }
          follow(parent.readLink(name), todo, done);
          continue;
        }
        done.addLast(name);
      }
    }
    return directory("/" + String.join("/", done));
  }

  private static void follow(String target, Deque<String> todo, Deque<String> done) {
    if (target.startsWith("/")) {
      done.clear();
    }
    names(target).reversed().forEach(todo::addFirst);
  }

  /**
   * The path with every link in it followed inside the root. What is missing stays as it is named,
   * so that this need not be the name of anything; and whoever changes the tree meanwhile changes
   * what comes out: it is for showing, not for opening.
   */
  public String followed(String path) {
    Deque<String> todo = new ArrayDeque<>(names(path));
    Deque<String> done = new ArrayDeque<>();
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.equals("..")) {
        done.pollLast();
        continue;
      }
      String here = "/" + String.join("/", done) + "/" + name;
      if (linkStatus(here).filter(FileStatus::isSymbolicLink).isEmpty()) {
        done.addLast(name);
      } else if (++links > MAX_LINKS) {
        throw Errno.refused("readlinkat", path, Errno.ELOOP);
      } else {
        follow(readLink(here), todo, done);
      }
    }
    return "/" + String.join("/", done);
  }

  private static void makeDirectory(Directory parent, String name, int mode, int uid, int gid) {
    try {
      parent.makeDirectory(name, mode);
    } catch (KernelRefused e) {
      if (e.errno() == Errno.EEXIST) {
        return;
      }
      throw e;
    }
    parent.owner(name, uid, gid);
    parent.permissions(name, mode);
  }

  /**
   * Reads a whole regular file.
   *
   * @param limit most bytes; a longer file is refused
   */
  public byte[] read(String path, int limit) {
    // non-blocking, so that a FIFO in the file's place cannot hold the caller
    try (Fd fd = open(path, Open.RDONLY | Open.NONBLOCK | Open.NOCTTY, 0)) {
      if (!FileStatus.of(fd).isRegular()) {
        throw new InvalidRequest(path + " is not a regular file");
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = Io.read(fd, buffer); n > 0; n = Io.read(fd, buffer)) {
        all.write(buffer, 0, n);
        if (all.size() > limit) {
          throw new InvalidRequest(path + " is larger than " + limit + " bytes");
        }
      }
      return all.toByteArray();
    }
  }

  static Fd openat2(int directory, String path, int flags, int mode, long resolve) {
    byte[] how =
        ByteBuffer.allocate(24)
            .order(ByteOrder.nativeOrder())
            .putLong(flags | Open.CLOEXEC)
            .putLong((flags & Open.CREAT) == 0 ? 0 : mode)
            .putLong(resolve)
            .array();
    byte[] name = Libc.text(path);
    for (int attempt = 0; ; attempt++) {
      try {
        return Fd.own((int) Libc.syscall(SyscallNumber.OPENAT2, directory, name, how, how.length));
      } catch (LastErrorException e) {
        // EAGAIN: something on the way was renamed meanwhile and ".." could not be judged
        boolean again = e.getErrorCode() == Errno.EAGAIN || e.getErrorCode() == Errno.EINTR;
        if (!again || attempt >= RETRIES) {
          throw Errno.refused("openat2", path, e);
        }
      }
    }
  }

  private static String rooted(String path) {
    return path.isEmpty() ? "/" : path;
  }

  private static List<String> names(String path) {
    return Arrays.stream(path.split("/")).filter(n -> !n.isEmpty() && !n.equals(".")).toList();
  }

  @Override
  public void close() {
    root.close();
  }
}
