package io.berth.files;

import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.linux.Directory;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.FileTree;
import io.berth.linux.Io;
import io.berth.linux.Open;
import io.berth.snapshot.TarEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a tree by descriptors into an archive. No link is followed; what vanishes meanwhile is left
 * out, as are sockets, which archives cannot hold. Takes a bounded amount of memory.
 */
final class Packer {

  private static final int DEEPEST = 500;
  private static final int MOST_LINKED = 100_000;
  private static final String CAPABILITY = "security.capability";

  private final TarWriter tar;
  private final byte[] buffer = new byte[128 * 1024];
  private final Map<Inode, String> linked = new HashMap<>();
  private int depth;

  private record Inode(long device, long number) {}

  Packer(TarWriter tar) {
    this.tar = tar;
  }

  /** An open directory and all below it. */
  void directory(Directory directory, String as) throws IOException {
    FileStatus status = FileStatus.of(directory.fd());
    tar.begin(header(as + "/", '5', "", status, 0, Map.of()));
    content(directory, as + "/");
  }

  /** All in an open directory. */
  void content(Directory directory, String prefix) throws IOException {
    if (++depth > DEEPEST) {
      throw new InvalidRequest("there are more than " + DEEPEST + " directories in each other");
    }
    try {
      FileTree.forEachName(
          directory,
          name -> {
            try {
              entry(directory, name, prefix + name);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    depth--;
  }

  /** Whatever has the name. */
  void entry(Directory in, String name, String as) throws IOException {
    try {
      Optional<FileStatus> found = in.status(name);
      if (found.isPresent()) {
        entry(in, name, as, found.get());
      }
    } catch (KernelRefused e) {
      // it vanished, or became something else, between two looks
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.ELOOP && e.errno() != Errno.EINVAL) {
        throw e;
      }
    }
  }

  private void entry(Directory in, String name, String as, FileStatus status) throws IOException {
    switch (status.type()) {
      case Open.S_IFDIR -> {
        try (Directory directory = in.directory(name)) {
          directory(directory, as);
        }
      }
      case Open.S_IFREG -> file(in, name, as);
      case Open.S_IFLNK -> tar.begin(header(as, '2', in.readLink(name), status, 0, Map.of()));
      case Open.S_IFCHR -> node(as, '3', status);
      case Open.S_IFBLK -> node(as, '4', status);
      case Open.S_IFIFO -> node(as, '6', status);
      default -> {}
    }
  }

  private void node(String as, char type, FileStatus status) throws IOException {
    if (!isFurtherName(as, status)) {
      tar.begin(header(as, type, "", status, 0, Map.of()));
    }
  }

  private void file(Directory in, String name, String as) throws IOException {
    // non-blocking, so that a FIFO in the file's place cannot hold the caller
    try (Fd fd = in.open(name, Open.RDONLY | Open.NONBLOCK | Open.NOCTTY, 0)) {
      FileStatus status = FileStatus.of(fd);
      if (!status.isRegular() || isFurtherName(as, status)) {
        return;
      }
      Map<String, byte[]> attributes =
          in.attribute(name, CAPABILITY).map(value -> Map.of(CAPABILITY, value)).orElse(Map.of());
      tar.begin(header(as, '0', "", status, status.size(), attributes));
      bytes(fd, status.size());
    }
  }

  /** Exactly as many bytes as were announced, whatever has become of the file. */
  private void bytes(Fd fd, long size) throws IOException {
    long left = size;
    while (left > 0) {
      int n = Io.read(fd, buffer);
      if (n == 0) {
        break;
      }
      int taken = (int) Math.min(n, left);
      tar.write(buffer, taken);
      left -= taken;
    }
    tar.zeros(left);
  }

  private boolean isFurtherName(String as, FileStatus status) throws IOException {
    if (status.links() < 2) {
      return false;
    }
    Inode inode = new Inode(status.device(), status.inode());
    String first = linked.get(inode);
    if (first == null) {
      if (linked.size() < MOST_LINKED) {
        linked.put(inode, as);
      }
      return false;
    }
    tar.begin(header(as, '1', first, status, 0, Map.of()));
    return true;
  }

  private static TarEntry header(
      String name,
      char type,
      String target,
      FileStatus status,
      long size,
      Map<String, byte[]> attributes) {
    return new TarEntry(
        name,
        type,
        target,
        status.mode(),
        status.uid(),
        status.gid(),
        size,
        status.modifiedSeconds(),
        0,
        status.rdevMajor(),
        status.rdevMinor(),
        attributes);
  }
}
