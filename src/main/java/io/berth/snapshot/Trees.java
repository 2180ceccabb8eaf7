package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.FileTree;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** Directory trees that no process changes meanwhile. Links are never followed. */
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

  /** Bytes of the files in a tree, each inode counted once; what vanishes meanwhile is left out. */
  public static long size(Path root) throws IOException {
    Set<Object> seen = new HashSet<>();
    long[] bytes = {0};
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Object inode = attributes.fileKey();
            if (attributes.isRegularFile() && (inode == null || seen.add(inode))) {
              bytes[0] += attributes.size();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return bytes[0];
  }
}
