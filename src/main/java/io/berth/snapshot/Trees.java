package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.DiskUse;
import io.berth.linux.Fd;
import io.berth.linux.FileTree;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.Objects;

/** Directory trees. Links are never followed. */
public final class Trees {

  private Trees() {}

  /** Deletes a tree, however deep; a missing one is no error. */
  public static void delete(Path root) {
    Path parent = Objects.requireNonNull(root.toAbsolutePath().getParent());
    Fd holder = RootPath.openHost(parent, Open.PATH | Open.DIRECTORY);
    try (Directory directory = new Directory(holder)) {
      FileTree.delete(directory, root.getFileName().toString());
    }
  }

  /** Bytes that a tree takes on disk, see {@link DiskUse}. */
  public static long size(Path root) {
    return DiskUse.of(root);
  }
}
