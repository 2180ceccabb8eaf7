package io.berth.snapshot;

import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.linux.Directory;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Io;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Layers one upon the other, the base first, looked at without mounting them. Directories are
 * reached by the kernel from a layer's root with no link on the way, so whatever a layer holds,
 * nothing outside it is seen. Owns a descriptor a layer; used by one thread.
 */
final class LayerStack implements AutoCloseable {

  private static final String OPAQUE = "trusted.overlay.opaque";

  private final List<RootPath> layers = new ArrayList<>();

  LayerStack(List<Path> baseFirst) {
    try {
      baseFirst.forEach(layer -> layers.add(RootPath.of(layer)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  int size() {
    return layers.size();
  }

  /** A layer's own directory; empty when the layer has none there or it is too deep to open. */
  Optional<Directory> directory(int layer, String path) {
    try {
      return Optional.of(layers.get(layer).directoryWithoutLinks(path));
    } catch (KernelRefused e) {
      return switch (e.errno()) {
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.ENAMETOOLONG -> Optional.empty();
        default -> throw e;
      };
    }
  }

  Optional<FileStatus> status(int layer, String parent, String name) {
    Optional<Directory> found = directory(layer, parent);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Directory in = found.get()) {
      return in.status(name);
    }
  }

  boolean isOpaque(int layer, String parent, String name) {
    Optional<Directory> found = directory(layer, parent);
    if (found.isEmpty()) {
      return false;
    }
    try (Directory in = found.get()) {
      return isOpaque(in, name);
    }
  }

  /** Whether a directory of a layer hides the same directory of the layers below. */
  static boolean isOpaque(Directory in, String name) {
    return in.attribute(name, OPAQUE).filter(v -> v.length == 1 && v[0] == 'y').isPresent();
  }

  /** Whether an entry says that what lies below is gone. */
  static boolean isWhiteout(FileStatus status) {
    return status.isCharacterDevice(0, 0);
  }

  /** Whether the layers from {@code top} down show anything by this name, and what. */
  Optional<Shown> shown(MergedFolder folder, String name) {
    for (int layer : folder.layers()) {
      Optional<FileStatus> status = status(layer, folder.path(), name);
      if (status.isPresent()) {
        return isWhiteout(status.get())
            ? Optional.empty()
            : Optional.of(new Shown(layer, status.get()));
      }
    }
    return Optional.empty();
  }

  /** A file and the layer that it comes from. */
  record Shown(int layer, FileStatus status) {}

  /** The layers below {@code end} as one tree. */
  static MergedFolder below(int end) {
    List<Integer> all = new ArrayList<>();
    for (int layer = end - 1; layer >= 0; layer--) {
      all.add(layer);
    }
    return new MergedFolder("/", all);
  }

  /** A directory inside a merged one; without layers when nothing is shown there. */
  MergedFolder child(MergedFolder folder, String name) {
    List<Integer> merged = new ArrayList<>();
    for (int layer : folder.layers()) {
      Optional<FileStatus> status = status(layer, folder.path(), name);
      if (status.isEmpty()) {
        continue;
      }
      if (!status.get().isDirectory()) {
        break;
      }
      merged.add(layer);
      if (isOpaque(layer, folder.path(), name)) {
        break;
      }
    }
    return new MergedFolder(join(folder.path(), name), merged);
  }

  /**
   * A regular file of the merged tree, reached by names alone; empty when there is none.
   *
   * @param limit most bytes; a longer file is {@link InvalidRequest}
   */
  Optional<byte[]> read(List<String> path, int limit) {
    MergedFolder folder = below(size());
    for (String name : path.subList(0, path.size() - 1)) {
      folder = child(folder, name);
    }
    Optional<Shown> file = shown(folder, path.getLast()).filter(f -> f.status().isRegular());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (Directory in = directory(file.get().layer(), folder.path()).orElseThrow();
        Fd fd = openFile(in, path.getLast())) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] buffer = new byte[64 * 1024];
      for (int n = Io.read(fd, buffer); n > 0; n = Io.read(fd, buffer)) {
        all.write(buffer, 0, n);
        if (all.size() > limit) {
          throw new InvalidRequest(
              "/%s is larger than %d bytes".formatted(String.join("/", path), limit));
        }
      }
      return Optional.of(all.toByteArray());
    }
  }

  /** For reading; a FIFO in a file's place cannot hold the caller. */
  static Fd openFile(Directory in, String name) {
    return in.open(name, Open.RDONLY | Open.NONBLOCK | Open.NOCTTY, 0);
  }

  static String join(String path, String name) {
    return path.equals("/") ? "/" + name : path + "/" + name;
  }

  @Override
  public void close() {
    layers.forEach(RootPath::close);
  }
}
