package io.berth.snapshot;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Directory trees that no process changes meanwhile. Links are never followed. */
public final class Trees {

  /** A directory deeper than this is moved up first: its path could be too long to name. */
  private static final int MAX_DEPTH = 12;

  private Trees() {}

  /** Deletes a tree, however deep; a missing one is no error. */
  public static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Deque<Path> trees = new ArrayDeque<>();
    trees.push(root);
    int moved = 0;
    while (!trees.isEmpty()) {
      Path tree = trees.peek();
      Deque<Path> deep = new ArrayDeque<>();
      Files.walkFileTree(tree, Set.of(), MAX_DEPTH, deleting(deep));
      if (deep.isEmpty()) {
        trees.pop();
      }
      for (Path directory : deep) {
        Path up = root.resolveSibling("." + root.getFileName() + ".deleting." + moved++);
        Files.move(directory, up);
        trees.push(up);
      }
    }
  }

  /** Deletes what it reaches; directories at the greatest depth are collected instead. */
  private static FileVisitor<Path> deleting(Deque<Path> deep) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        if (attributes.isDirectory()) {
          deep.add(file);
        } else {
          Files.deleteIfExists(file);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path directory, java.io.IOException failure)
          throws IOException {
        if (failure != null) {
          throw failure;
        }
        if (deep.isEmpty()) {
          Files.deleteIfExists(directory);
        }
        return FileVisitResult.CONTINUE;
      }
    };
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
