package io.berth.build;

import io.berth.failure.Unavailable;
import io.berth.snapshot.OverlayMount;
import io.berth.snapshot.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What a build has on disk while it goes on; nobody but root gets into it. Thread-safe. */
final class BuildFolder implements AutoCloseable {

  private final String id = UUID.randomUUID().toString().replace("-", "");
  private final Path folder;
  private final AtomicInteger count = new AtomicInteger();

  BuildFolder(BuildRoot root) {
    this.folder = root.directory().resolve(id);
    try {
      Files.createDirectories(root.directory());
      make(folder, "rwx------");
    } catch (IOException e) {
      throw new Unavailable("cannot make " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Names the build, to find again what belongs to it. */
  String id() {
    return id;
  }

  /** A new name for a file. */
  Path file() {
    return folder.resolve(Integer.toString(count.getAndIncrement()));
  }

  /** A new, empty directory. */
  Path directory() {
    Path directory = file();
    try {
      make(directory, "rwxr-xr-x");
    } catch (IOException e) {
      throw new Unavailable("cannot make " + directory + ": " + e.getMessage(), e);
    }
    return directory;
  }

  /**
   * A writable layer, empty, over those of an image.
   *
   * @param layers the topmost first; none for an image without layers
   */
  OverlayMount over(List<Path> layers) {
    List<Path> lowers = new ArrayList<>(layers);
    if (lowers.isEmpty()) {
      lowers.add(directory());
    }
    return new OverlayMount(lowers, directory(), directory(), directory());
  }

  private static void make(Path directory, String mode) throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
  }

  /** Deletes all of it. */
  @Override
  public void close() {
    Trees.delete(folder);
  }
}
