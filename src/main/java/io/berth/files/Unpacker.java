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
import io.berth.linux.RootPath;
import io.berth.snapshot.TarEntry;
import io.berth.snapshot.TarReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive's entries below one directory of a root that others change meanwhile. The way
 * to an entry is resolved by the kernel in the root, its last name is never followed, and what is
 * made is given its owner and mode by descriptor: whatever an archive says and whoever swaps names,
 * nothing outside of the root is reached and nothing else is made powerful. Used by one thread.
 */
final class Unpacker implements AutoCloseable {

  private static final int DEEPEST = 500;
  private static final int MOST_TIMES = 100_000;
  private static final int BUFFER = 128 * 1024;
  private static final int NEW_DIRECTORY = 0755;

  private final RootPath root;
  private final String place;
  private final Unpacking how;
  private final Map<String, TarEntry> directories = new LinkedHashMap<>();
  private final byte[] heap = new byte[BUFFER];
  private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
  private String parentPath = "";
  private @Nullable Directory parent;

  /**
   * @param place an existing directory, without links
   */
  Unpacker(RootPath root, String place, Unpacking how) {
    this.root = root;
    this.place = place.equals("/") ? "" : place;
    this.how = how;
  }

  void unpack(TarReader archive) throws IOException {
    for (TarEntry entry = archive.next(); entry != null; entry = archive.next()) {
      write(entry, archive);
    }
    forgetParent();
    directories.forEach(this::modified);
  }

  private void write(TarEntry entry, TarReader content) throws IOException {
    List<String> names = names(entry.name());
    if (names.isEmpty()) {
      if (how.top() && entry.type() == '5') {
        try (Directory top = root.directory(place + "/")) {
          own(top.fd(), entry);
        }
      }
      return;
    }
    if (!how.devices() && (entry.type() == '3' || entry.type() == '4')) {
      throw new InvalidRequest(
          FilePaths.show(entry.name()) + " is a device node, which may not be in this archive");
    }
    String name = names.getLast();
    Directory in = parent(names.subList(0, names.size() - 1));
    clear(in, name, entry.type() == '5');
    switch (entry.type()) {
      case '5' -> directory(in, name, entry);
      case '0', '\0', '7' -> file(in, name, entry, content);
      case '1' -> hardLink(in, name, entry);
      case '2' -> {
        in.symbolicLink(name, entry.linkName());
        own(in, name, Open.S_IFLNK, entry);
        in.times(name, entry.modifiedSeconds(), entry.modifiedNanos());
      }
      case '3' -> node(in, name, entry, Open.S_IFCHR);
      case '4' -> node(in, name, entry, Open.S_IFBLK);
      case '6' -> node(in, name, entry, Open.S_IFIFO);
      default ->
          throw new InvalidRequest(
              "unhandled tar header type %d of %s"
                  .formatted((int) entry.type(), FilePaths.show(entry.name())));
    }
  }

  private List<String> names(String path) {
    if (path.indexOf('\0') >= 0) {
      throw new InvalidRequest("invalid tar archive: a name has a NUL character");
    }
    Deque<String> names = new ArrayDeque<>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        if (names.pollLast() == null) {
          throw new InvalidRequest(
              "\"%s\" is outside of \"%s\"".formatted(FilePaths.show(path), shownPlace()));
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        names.addLast(part);
      }
    }
    if (names.size() > DEEPEST) {
      throw new InvalidRequest("there are more than " + DEEPEST + " directories in each other");
    }
    return List.copyOf(names);
  }

  private String shownPlace() {
    return place.isEmpty() ? "/" : FilePaths.show(place);
  }

  private Directory parent(List<String> names) {
    String path = place + "/" + String.join("/", names);
    Directory known = parent;
    if (known != null && parentPath.equals(path)) {
      return known;
    }
    forgetParent();
    Directory opened = openParent(path);
    parent = opened;
    parentPath = path;
    return opened;
  }

  private Directory openParent(String path) {
    try {
      return root.directory(path);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      return root.makeDirectories(
          path, NEW_DIRECTORY, Math.max(0, how.uid()), Math.max(0, how.gid()));
    }
  }

  private void forgetParent() {
    Directory known = parent;
    parent = null;
    if (known != null) {
      known.close();
    }
  }

  /** Makes room: what is there is replaced, except that directories merge. */
  private void clear(Directory in, String name, boolean forDirectory) {
    Optional<FileStatus> found = in.status(name);
    if (found.isEmpty() || (forDirectory && found.get().isDirectory())) {
      return;
    }
    if (how.keepKinds() && found.get().isDirectory() != forDirectory) {
      throw new InvalidRequest(
          (forDirectory
                  ? "cannot overwrite non-directory \"%s/%s\" with directory \"%s\""
                  : "cannot overwrite directory \"%s/%s\" with non-directory \"%s\"")
              .formatted(
                  FilePaths.show(parentPath.replaceAll("/$", "")),
                  FilePaths.show(name),
                  shownPlace()));
    }
    FileTree.delete(in, name);
  }

  private void directory(Directory in, String name, TarEntry entry) {
    if (in.status(name).isEmpty()) {
      in.makeDirectory(name, 0700);
    }
    own(in, name, Open.S_IFDIR, entry);
    if (directories.size() < MOST_TIMES) {
      directories.put(parentPath + (parentPath.endsWith("/") ? "" : "/") + name, entry);
    }
  }

  private void file(Directory in, String name, TarEntry entry, TarReader content)
      throws IOException {
    try (Fd file = in.create(name, 0600)) {
      for (int n = content.read(heap); n >= 0; n = content.read(heap)) {
        direct.clear();
        direct.put(heap, 0, n).flip();
        Io.write(file, direct);
      }
      own(file, entry);
      entry.attributes().forEach((key, value) -> attribute(file, key, value));
      Directory.times(file, entry.modifiedSeconds(), entry.modifiedNanos());
    }
  }

  private static void attribute(Fd file, String key, byte[] value) {
    if (!key.equals("security.capability") && !key.startsWith("user.")) {
      return;
    }
    try {
      Directory.setAttribute(file, key, value);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EPERM) {
        throw e;
      }
    }
  }

  private void hardLink(Directory in, String name, TarEntry entry) {
    List<String> target = names(entry.linkName());
    if (target.isEmpty()) {
      throw new InvalidRequest("invalid hard link " + FilePaths.show(entry.name()));
    }
    String above = place + "/" + String.join("/", target.subList(0, target.size() - 1));
    try (Directory from = root.directory(above)) {
      in.hardLink(name, from, target.getLast());
    }
  }

  private void node(Directory in, String name, TarEntry entry, int type) {
    in.makeNode(name, type | 0600, entry.deviceMajor(), entry.deviceMinor());
    own(in, name, type, entry);
    in.times(name, entry.modifiedSeconds(), entry.modifiedNanos());
  }

  private void own(Directory in, String name, int type, TarEntry entry) {
    try (Fd made = in.open(name, Open.PATH, 0)) {
      if (FileStatus.of(made).type() != type) {
        throw new InvalidRequest(FilePaths.show(name) + " was replaced while it was unpacked");
      }
      if (type == Open.S_IFLNK) {
        Directory.owner(made, uid(entry), gid(entry));
      } else {
        own(made, entry);
      }
    }
  }

  /** In this order: a change of owner clears set-id bits. */
  private void own(Fd made, TarEntry entry) {
    Directory.owner(made, uid(entry), gid(entry));
    Directory.permissions(made, how.mode() < 0 ? entry.mode() : how.mode());
  }

  private int uid(TarEntry entry) {
    return how.uid() < 0 ? entry.uid() : how.uid();
  }

  private int gid(TarEntry entry) {
    return how.gid() < 0 ? entry.gid() : how.gid();
  }

  /** At the end, for every entry made in a directory has changed its time. */
  private void modified(String path, TarEntry entry) {
    try (Directory in = root.parent(path)) {
      String name = RootPath.lastName(path);
      if (in.status(name).filter(FileStatus::isDirectory).isPresent()) {
        in.times(name, entry.modifiedSeconds(), entry.modifiedNanos());
      }
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    forgetParent();
  }
}
