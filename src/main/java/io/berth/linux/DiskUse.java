package io.berth.linux;

import io.berth.failure.KernelRefused;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a directory tree takes on disk, as {@code du -x} counts: blocks, each inode once. The tree
 * may be hostile and may change meanwhile: no link is followed, no mount is entered, what vanishes
 * is left out, and however deep it is, few descriptors are open.
 */
public final class DiskUse {

  /** Well below PATH_MAX: from there on, paths begin at a directory nearer by. */
  private static final int LONGEST_PATH = 2000;

  private static final int MOST_ANCHORS = 128;
  private static final int BLOCK = 512;
  private static final long RESOLVE =
      RootPath.RESOLVE_BENEATH | RootPath.RESOLVE_NO_SYMLINKS | RootPath.RESOLVE_NO_XDEV;

  private final Set<Long> linked = new HashSet<>();
  private long bytes;
  private int anchors;

  private DiskUse() {}

  /** Bytes of the tree; 0 when there is none. The path itself is trusted. */
  public static long of(Path root) {
    var use = new DiskUse();
    try (Fd top = RootPath.openHost(root, Open.RDONLY | Open.DIRECTORY | Open.NOFOLLOW)) {
      use.count(FileStatus.of(top));
      use.below(top);
    } catch (KernelRefused e) {
      if (!isGone(e)) {
        throw e;
      }
    }
    return use.bytes;
  }

  private void below(Fd anchor) {
    if (++anchors > MOST_ANCHORS) {
      return;
    }
    Deque<String> todo = new ArrayDeque<>(List.of("."));
    while (!todo.isEmpty()) {
      String path = todo.removeLast();
      try (Fd directory =
          RootPath.openat2(anchor.number(), path, Open.RDONLY | Open.DIRECTORY, 0, RESOLVE)) {
        if (path.length() > LONGEST_PATH) {
          below(directory);
        } else {
          entries(directory)
              .forEach(name -> todo.addLast(path.equals(".") ? name : path + "/" + name));
        }
      } catch (KernelRefused e) {
        if (!isGone(e) && e.errno() != Errno.EXDEV) {
          throw e;
        }
      }
    }
    anchors--;
  }

  /** Counts what is in a directory, and gives the directories among it. */
  private List<String> entries(Fd directory) {
    List<String> directories = new ArrayList<>();
    long device = FileStatus.of(directory).device();
    FileTree.forEachName(
        new Directory(directory),
        name -> {
          try {
            FileStatus status = FileStatus.of(directory.number(), name);
            if (status.device() == device) {
              count(status);
              if (status.isDirectory()) {
                directories.add(name);
              }
            }
          } catch (KernelRefused e) {
            if (!isGone(e)) {
              throw e;
            }
          }
        });
    return directories;
  }

  private void count(FileStatus status) {
    if (status.isDirectory() || status.links() < 2 || linked.add(status.inode())) {
      bytes += status.blocks512() * BLOCK;
    }
  }

  /** It was removed, or another thing has taken its place. */
  private static boolean isGone(KernelRefused e) {
    return e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP;
  }
}
