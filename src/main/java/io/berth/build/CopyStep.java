package io.berth.build;

import io.berth.build.Sources.Found;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.files.LayerArchive;
import io.berth.files.RootFiles;
import io.berth.files.Unpacking;
import io.berth.image.Images.LayerContent;
import io.berth.linux.Errno;
import io.berth.linux.RootPath;
import io.berth.runtime.FileOwner;
import io.berth.runtime.FileView;
import io.berth.snapshot.Decompression;
import io.berth.snapshot.OverlayMount;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** COPY and ADD: what they copy, and the layer that it becomes on top of an image. */
final class CopyStep {

  private static final int DIRECTORY = 0755;
  private static final FileOwner ROOT = new FileOwner(0, 0);

  /**
   * @param target absolute; a slash at its end says that it is a directory
   * @param owner empty for root, or when owners are kept
   * @param mode -1 for what each file has
   * @param unpack whether archives are unpacked
   * @param keepOwners whether files belong to whom they belonged
   */
  record Order(
      String word,
      List<Found> found,
      String target,
      String owner,
      int mode,
      boolean unpack,
      boolean keepOwners) {}

  private final Order order;
  private final SourceHash hash;
  private final List<Boolean> archives = new ArrayList<>();

  CopyStep(Order order) {
    this.order = order;
    this.hash = new SourceHash(order.keepOwners);
    if (order.found.size() > 1 && !order.target.endsWith("/")) {
      throw new InvalidRequest(
          ("When using %s with more than one source file, the destination must be a directory and"
                  + " end with a /")
              .formatted(order.word));
    }
  }

  /** What is copied, as the history tells it: {@code file:…}, {@code dir:…} or {@code multi:…}. */
  String sum() throws IOException {
    List<String> sums = new ArrayList<>();
    for (Found source : order.found) {
      boolean archive = order.unpack && source.isArchive();
      archives.add(archive);
      sums.add(
          (source.directory() ? "dir:" : "file:")
              + TarPipe.through(source.packed(source.name()), hash::of));
      if (archive) {
        TarPipe.through(source.content(), this::times);
      }
    }
    return sums.size() == 1 ? sums.getFirst() : "multi:" + SourceHash.of(sums);
  }

  private boolean times(InputStream archive) throws IOException {
    try (InputStream plain = Decompression.open(archive)) {
      hash.of(plain);
      return true;
    }
  }

  /**
   * Copies, after {@link #sum()}. Directories that are made on the way are as old as the youngest
   * file, so that the same files give the same layer.
   *
   * @param latest the time of files that are younger
   */
  LayerContent copied(List<Path> onto, BuildFolder folder, Instant latest) {
    OverlayMount overlay = folder.over(onto);
    change(overlay, this::copy);
    Instant newest = Instant.ofEpochSecond(hash.newest());
    return layer(overlay.upper(), newest.isBefore(latest) ? newest : latest);
  }

  /** A directory and those above it, where there are none. */
  static LayerContent directory(String path, List<Path> onto, BuildFolder folder, Instant latest) {
    OverlayMount overlay = folder.over(onto);
    change(overlay, root -> root.makeDirectories(path, DIRECTORY, 0, 0).close());
    return layer(overlay.upper(), latest);
  }

  private static LayerContent layer(Path upper, Instant latest) {
    return out -> LayerArchive.write(upper, latest, out);
  }

  @FunctionalInterface
  private interface Change {
    void apply(RootPath root) throws IOException;
  }

  private static void change(OverlayMount overlay, Change change) {
    try {
      FileView.ofStopped(overlay, List.of(), false)
          .change(root -> {
            try {
              change.apply(root);
              return true;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw new Unavailable("failed to copy files: " + e.getMessage(), e);
    } catch (KernelRefused e) {
      throw switch (e.errno()) {
        case Errno.ENOSPC, Errno.EDQUOT -> new Unavailable("no space is left for files", e);
        case Errno.ENOTDIR ->
            new InvalidRequest("failed to copy files: the destination is not a directory", e);
        default -> e;
      };
    }
  }

  private void copy(RootPath root) throws IOException {
    FileOwner owner = order.owner.isEmpty() ? ROOT : FileOwner.of(root, order.owner);
    Unpacking how =
        (order.keepOwners ? Unpacking.PLAIN : new Unpacking(false, owner.uid(), owner.gid()))
            .withMode(order.mode);
    try (RootFiles files = new RootFiles(new RootPath(root.fd().duplicate()))) {
      for (int i = 0; i < order.found.size(); i++) {
        Found source = order.found.get(i);
        boolean archive = archives.get(i);
        if (source.directory() || archive) {
          folder(root, archive ? ROOT : owner);
          Unpacking rules = archive ? Unpacking.PLAIN : how;
          into(files, order.target, archive ? source.content() : source.packed(""), rules);
        } else {
          file(root, files, source, owner, how);
        }
      }
    }
  }

  private static void into(RootFiles files, String place, TarPipe.Writer archive, Unpacking how)
      throws IOException {
    TarPipe.through(
        archive,
        in -> {
          files.unpack(place, in, how);
          return true;
        });
  }

  private static void make(RootPath root, String path, FileOwner owner) {
    root.makeDirectories(path, DIRECTORY, owner.uid(), owner.gid()).close();
  }

  /** The target, as a directory; those above it that are missing are root's. */
  private void folder(RootPath root, FileOwner owner) {
    String target = order.target.replaceAll("/+$", "");
    make(root, target.substring(0, Math.max(0, target.lastIndexOf('/'))) + "/", ROOT);
    make(root, order.target, owner);
  }

  private void file(RootPath root, RootFiles files, Found source, FileOwner owner, Unpacking how)
      throws IOException {
    String target = order.target;
    if (target.endsWith("/") || isDirectory(files, target)) {
      make(root, target, owner);
      into(files, target, source.packed(source.name()), how);
      return;
    }
    String real = files.followed(target);
    int slash = real.lastIndexOf('/');
    String parent = real.substring(0, slash + 1);
    make(root, parent, owner);
    into(files, parent, source.packed(real.substring(slash + 1)), how);
  }

  private static boolean isDirectory(RootFiles files, String path) {
    try {
      return files.stat(path + "/").isDirectory();
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
        return false;
      }
      throw e;
    }
  }
}
