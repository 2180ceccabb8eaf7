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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Walks a tree by descriptors into an archive. No link is followed; what vanishes meanwhile is left
 * out, as are sockets, which archives cannot hold. Takes a bounded amount of memory.
 */
final class Packer {

  private static final int DEEPEST = 500;
  private static final int MOST_LINKED = 100_000;
  private static final String CAPABILITY = "security.capability";
  private static final String OPAQUE = "trusted.overlay.opaque";
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE_MARK = ".wh..wh..opq";

  private final TarWriter tar;
  private final boolean layer;
  private final boolean sorted;
  private final long latest;
  private final byte[] buffer = new byte[128 * 1024];
  private final Map<Inode, String> linked = new HashMap<>();
  private int depth;

  private record Inode(long device, long number) {}

  Packer(TarWriter tar) {
    this(tar, false, false, Long.MAX_VALUE);
  }

  private Packer(TarWriter tar, boolean layer, boolean sorted, long latest) {
    this.tar = tar;
    this.layer = layer;
    this.sorted = sorted;
    this.latest = latest;
  }

  /** Takes entries in order of name, so that the same files give the same archive. */
  static Packer sorted(TarWriter tar) {
    return new Packer(tar, false, true, Long.MAX_VALUE);
  }

  /**
   * For an overlay's upper directory, whose marks become an OCI layer's; in order of name.
   *
   * @param latest the time of what is younger, in seconds since the epoch
   */
  static Packer ofLayer(TarWriter tar, long latest) {
    return new Packer(tar, true, true, latest);
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
      forEachName(
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

  private void forEachName(Directory directory, Consumer<String> names) {
    if (sorted) {
      FileTree.names(directory).stream().sorted().forEach(names);
    } else {
      FileTree.forEachName(directory, names);
    }
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
    if (layer && status.isCharacterDevice(0, 0)) {
      mark(as.substring(0, as.length() - name.length()) + WHITEOUT + name);
      return;
    }
    switch (status.type()) {
      case Open.S_IFDIR -> {
        try (Directory directory = in.directory(name)) {
          FileStatus opened = FileStatus.of(directory.fd());
          tar.begin(header(as + "/", '5', "", opened, 0, attributes(in, name)));
          if (layer && in.attribute(name, OPAQUE).isPresent()) {
            mark(as + "/" + OPAQUE_MARK);
          }
          content(directory, as + "/");
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
      tar.begin(header(as, '0', "", status, status.size(), attributes(in, name)));
      bytes(fd, status.size());
    }
  }

  /** An entry that says something of others. */
  private void mark(String as) throws IOException {
    tar.begin(new TarEntry(as, '0', "", Open.S_IFREG, 0, 0, 0, 0, 0, 0, 0, Map.of()));
  }

  private Map<String, byte[]> attributes(Directory in, String name) {
    Map<String, byte[]> kept = new TreeMap<>();
    for (String attribute : layer ? in.attributes(name) : List.of(CAPABILITY)) {
      if (attribute.equals(CAPABILITY)
          || attribute.startsWith("user.")
          || attribute.startsWith("system.posix_acl_")) {
        in.attribute(name, attribute).ifPresent(value -> kept.put(attribute, value));
      }
    }
    return kept;
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

  private TarEntry header(
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
        Math.min(status.modifiedSeconds(), latest),
        0,
        status.rdevMajor(),
        status.rdevMinor(),
        attributes);
  }
}
