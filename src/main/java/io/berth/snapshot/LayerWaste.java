package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.FileStatus;
import io.berth.linux.FileTree;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bytes of a layer that no container sees, because layers above replace or delete the files.
 *
 * @param complete false when the layer was too large to look at all of it: then there may be more
 * @param largest the largest such files, the largest first
 */
public record LayerWaste(long bytes, long files, boolean complete, List<Wasted> largest) {

  private static final int MOST_SHOWN = 20;
  private static final int MOST_ENTRIES = 500_000;

  /**
   * @param by the layer above that hides it
   */
  public record Wasted(String path, long size, int by) {}

  /**
   * @param layers the base first
   * @param layer which of them, from 0
   */
  public static LayerWaste of(List<Path> layers, int layer) {
    try (LayerStack stack = new LayerStack(layers)) {
      Walk walk = new Walk(stack, layer);
      walk.run();
      return new LayerWaste(walk.bytes, walk.files, walk.complete, walk.largest());
    }
  }

  private static final class Walk {

    private final LayerStack stack;
    private final int layer;
    private final Deque<HiddenAbove> todo = new ArrayDeque<>();
    private final Map<Long, Long> hiddenNames = new HashMap<>();
    private final List<Wasted> largest = new ArrayList<>();
    private int entries;
    private long bytes;
    private long files;
    private boolean complete = true;

    Walk(LayerStack stack, int layer) {
      this.stack = stack;
      this.layer = layer;
    }

    void run() {
      todo.push(HiddenAbove.root(stack, layer));
      while (!todo.isEmpty() && entries < MOST_ENTRIES) {
        folder(todo.pop());
      }
      complete &= todo.isEmpty();
    }

    private void folder(HiddenAbove folder) {
      if (folder.layers().isEmpty() && folder.hiddenBy() < 0) {
        return;
      }
      Optional<Directory> own = stack.directory(layer, folder.path());
      if (own.isEmpty()) {
        complete = false;
        return;
      }
      Set<String> above = namesAbove(folder);
      try (Directory in = own.get()) {
        FileTree.forEachName(
            in,
            name -> {
              if (++entries > MOST_ENTRIES) {
                complete = false;
              } else if (folder.hiddenBy() >= 0 || above.contains(name)) {
                in.status(name).ifPresent(status -> entry(folder, name, status));
              }
            });
      }
    }

    /** Only what a layer above names too can be hidden. */
    private Set<String> namesAbove(HiddenAbove folder) {
      Set<String> names = new HashSet<>();
      for (int upper : folder.layers()) {
        stack
            .directory(upper, folder.path())
            .ifPresent(directory -> {
              try (directory) {
                FileTree.forEachName(
                    directory,
                    name -> {
                      if (names.size() < MOST_ENTRIES) {
                        names.add(name);
                      } else {
                        complete = false;
                      }
                    });
              }
            });
      }
      return names;
    }

    private void entry(HiddenAbove folder, String name, FileStatus status) {
      if (status.isDirectory()) {
        todo.push(folder.child(name));
      } else if (status.isRegular()) {
        int by = folder.hider(name, false);
        if (by >= 0 && isLastName(status)) {
          waste(new Wasted(LayerStack.join(folder.path(), name), status.size(), by));
        }
      }
    }

    /** A file of several names is wasted when all of them are hidden. */
    private boolean isLastName(FileStatus status) {
      return status.links() <= 1
          || hiddenNames.merge(status.inode(), 1L, Long::sum) == status.links();
    }

    private void waste(Wasted file) {
      bytes += file.size();
      files++;
      largest.add(file);
      if (largest.size() > 50 * MOST_SHOWN) {
        List<Wasted> kept = largest();
        largest.clear();
        largest.addAll(kept);
      }
    }

    private List<Wasted> largest() {
      return largest.stream()
          .sorted(Comparator.comparingLong(Wasted::size).reversed().thenComparing(Wasted::path))
          .limit(MOST_SHOWN)
          .toList();
    }
  }
}
