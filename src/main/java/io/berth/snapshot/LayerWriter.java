package io.berth.snapshot;

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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries below one directory. Parents are resolved by the kernel as after chroot(2) and the
 * last name is never followed, so whatever an archive says lands inside. Whiteouts become
 * overlayfs's own. Used by one thread.
 */
final class LayerWriter implements AutoCloseable {

  private static final String WHITEOUT = ".wh.";
  private static final String WHITEOUT_META = ".wh..wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final String OPAQUE_ATTRIBUTE = "trusted.overlay.opaque";
  private static final byte[] YES = {'y'};
  private static final int BUFFER = 256 * 1024;
  private static final int PARENT_MODE = 0755;

  private final LayerLimits limits;
  private final Directory holder;
  private final String rootName;
  private final RootPath root;
  private final Map<String, long[]> directoryTimes = new LinkedHashMap<>();
  private final byte[] heap = new byte[BUFFER];
  private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
  private String parentPath = "";
  private @Nullable Directory parent;

  /** Writes below an existing, empty directory. */
  LayerWriter(Path directory, LayerLimits limits) {
    this.limits = limits;
    this.rootName = String.valueOf(directory.getFileName());
    this.holder =
        new Directory(
            RootPath.openHost(
                directory.toAbsolutePath().resolve(".."), Open.PATH | Open.DIRECTORY));
    this.root = RootPath.of(directory);
  }

  void write(TarEntry entry, TarReader content) throws IOException {
    EntryPath path = EntryPath.parse(entry.name(), limits.depth());
    if (path.isRoot()) {
      if (entry.type() == '5') {
        metadata(holder, rootName, entry);
        directoryTimes.put("/", new long[] {entry.modifiedSeconds(), entry.modifiedNanos()});
      }
      return;
    }
    Directory in = parent(path);
    if (path.name().startsWith(WHITEOUT)) {
      whiteout(in, path);
      return;
    }
    boolean hidesLower = clear(in, path.name(), entry.type() == '5');
    switch (entry.type()) {
      case '5' -> directory(in, path, entry, hidesLower);
      case '0', '\0', '7' -> file(in, path.name(), entry, content);
      case '1' -> hardLink(in, path.name(), entry);
      case '2' -> {
        in.symbolicLink(path.name(), entry.linkName());
        metadata(in, path.name(), entry);
      }
      case '3' -> node(in, path.name(), entry, Open.S_IFCHR);
      case '4' -> node(in, path.name(), entry, Open.S_IFBLK);
      case '6' -> node(in, path.name(), entry, Open.S_IFIFO);
      default ->
          throw new InvalidRequest(
              "invalid entry %s in layer: unknown type %d".formatted(path, (int) entry.type()));
    }
  }

  /** Sets the directories' times, which every entry made in them changed, and syncs. */
  void finish() {
    forgetParent();
    directoryTimes.forEach(this::modified);
    FileTree.sync(holder);
  }

  private void modified(String path, long[] time) {
    if (path.equals("/")) {
      holder.times(rootName, time[0], (int) time[1]);
      return;
    }
    try (Directory in = root.parent(path)) {
      String name = RootPath.lastName(path);
      if (in.status(name).map(FileStatus::isDirectory).orElse(false)) {
        in.times(name, time[0], (int) time[1]);
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
    root.close();
    holder.close();
  }

  private Directory parent(EntryPath path) {
    Directory known = parent;
    if (known != null && parentPath.equals(path.parent())) {
      return known;
    }
    forgetParent();
    Directory opened = openParent(path.parent());
    parent = opened;
    parentPath = path.parent();
    return opened;
  }

  private Directory openParent(String path) {
    try {
      return root.directory(path);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      return root.makeDirectories(path, PARENT_MODE, 0, 0);
    }
  }

  private void forgetParent() {
    Directory known = parent;
    parent = null;
    if (known != null) {
      known.close();
    }
  }

  /**
   * Makes room for an entry: a later one replaces an earlier one, except that directories merge.
   * Returns whether what was there hid the layers below.
   */
  private boolean clear(Directory in, String name, boolean forDirectory) {
    Optional<FileStatus> found = in.status(name);
    if (found.isEmpty() || (forDirectory && found.get().isDirectory())) {
      return false;
    }
    FileTree.delete(in, name);
    return found.get().isCharacterDevice(0, 0);
  }

  /** A whiteout hides what is below, never what this layer itself has. */
  private void whiteout(Directory in, EntryPath path) {
    String name = path.name();
    if (name.equals(OPAQUE)) {
      opaque(path);
      return;
    }
    if (name.startsWith(WHITEOUT_META)) {
      return;
    }
    String hidden = name.substring(WHITEOUT.length());
    if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
      throw new InvalidRequest("invalid whiteout " + path + " in layer");
    }
    Optional<FileStatus> own = in.status(hidden);
    if (own.isEmpty()) {
      in.makeNode(hidden, Open.S_IFCHR, 0, 0);
    } else if (own.get().isDirectory()) {
      in.setAttribute(hidden, OPAQUE_ATTRIBUTE, YES);
    }
  }

  private void opaque(EntryPath marker) {
    if (marker.names().size() == 1) {
      holder.setAttribute(rootName, OPAQUE_ATTRIBUTE, YES);
      return;
    }
    try (Directory above = root.parent(marker.parent())) {
      String name = RootPath.lastName(marker.parent());
      boolean real = above.status(name).map(FileStatus::isDirectory).orElse(false);
      if (!real) {
        throw new InvalidRequest("invalid whiteout " + marker + " in layer: its parent is a link");
      }
      above.setAttribute(name, OPAQUE_ATTRIBUTE, YES);
    }
  }

  private void directory(Directory in, EntryPath path, TarEntry entry, boolean hidesLower) {
    if (in.status(path.name()).isEmpty()) {
      in.makeDirectory(path.name(), 0700);
    }
    metadata(in, path.name(), entry);
    if (hidesLower) {
      in.setAttribute(path.name(), OPAQUE_ATTRIBUTE, YES);
    }
    directoryTimes.put(
        path.toString(), new long[] {entry.modifiedSeconds(), entry.modifiedNanos()});
  }

  private void file(Directory in, String name, TarEntry entry, TarReader content)
      throws IOException {
    try (Fd file = in.create(name, 0600)) {
      for (int n = content.read(heap); n >= 0; n = content.read(heap)) {
        direct.clear();
        direct.put(heap, 0, n).flip();
        Io.write(file, direct);
      }
    }
    metadata(in, name, entry);
  }

  private void hardLink(Directory in, String name, TarEntry entry) {
    EntryPath target = EntryPath.parse(entry.linkName(), limits.depth());
    if (target.isRoot()) {
      throw new InvalidRequest("invalid hard link \"" + entry.name() + "\" in layer");
    }
    try (Directory from = root.directory(target.parent())) {
      in.hardLink(name, from, target.name());
    }
  }

  private void node(Directory in, String name, TarEntry entry, int type) {
    in.makeNode(name, type | 0600, entry.deviceMajor(), entry.deviceMinor());
    metadata(in, name, entry);
  }

  /** In this order: a change of owner clears set-id bits and capabilities. */
  private static void metadata(Directory in, String name, TarEntry entry) {
    in.owner(name, entry.uid(), entry.gid());
    if (entry.type() != '2') {
      in.permissions(name, entry.mode());
    }
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      attribute(in, name, entry, attribute.getKey(), attribute.getValue());
    }
    if (entry.type() != '5') {
      in.times(name, entry.modifiedSeconds(), entry.modifiedNanos());
    }
  }

  private static void attribute(
      Directory in, String name, TarEntry entry, String attribute, byte[] value) {
    if (attribute.startsWith("trusted.") || attribute.startsWith("user.overlay.")) {
      throw new InvalidRequest(
          "invalid entry \"%s\" in layer: extended attribute %s is not allowed"
              .formatted(entry.name(), attribute));
    }
    boolean meant =
        attribute.equals("security.capability")
            || attribute.startsWith("user.")
            || attribute.startsWith("system.posix_acl_");
    if (!meant) {
      return;
    }
    try {
      in.setAttribute(name, attribute, value);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EPERM) {
        throw e;
      }
    }
  }
}
