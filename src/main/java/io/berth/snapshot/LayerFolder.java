package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.FileStatus;
import io.berth.linux.FileTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One directory of one layer: what the layer does to the layers below, and what those above do to
 * it. A bounded part of it at a time, in order of name, whatever its size.
 *
 * @param hiddenBy the layer above that hides all of it, or -1
 * @param next the name to go on after, or null at the end
 */
public record LayerFolder(List<Entry> entries, int hiddenBy, @Nullable String next) {

  public enum Change {
    ADDED,
    CHANGED,
    DELETED
  }

  /**
   * @param facts of the layer's file, or of what it deleted
   * @param hiddenBy the first layer above that replaces or deletes it, or -1
   */
  public record Entry(String name, Change change, FileFacts facts, int hiddenBy) {}

  /**
   * @param layers the base first
   * @param layer which of them, from 0
   * @param path names from the layer's root
   * @param after the name to begin after; empty for the start
   * @return empty when the layer has no such directory
   */
  public static Optional<LayerFolder> read(
      List<Path> layers, int layer, List<String> path, String after, int limit) {
    try (LayerStack stack = new LayerStack(layers)) {
      return new Reader(stack, layer, path).read(after, limit);
    }
  }

  private static final class Reader {

    private final LayerStack stack;
    private final int layer;
    private final String path;
    private final MergedFolder below;
    private final HiddenAbove above;
    private final boolean opaque;

    Reader(LayerStack stack, int layer, List<String> names) {
      this.stack = stack;
      this.layer = layer;
      this.path = "/" + String.join("/", names);
      this.above = HiddenAbove.at(stack, layer, names);
      MergedFolder merged = LayerStack.below(layer);
      for (String name : names) {
        merged = stack.child(merged, name);
      }
      this.below = merged;
      this.opaque = !names.isEmpty() && isOpaque(names);
    }

    private boolean isOpaque(List<String> names) {
      String parent = "/" + String.join("/", names.subList(0, names.size() - 1));
      String name = names.getLast();
      return stack.status(layer, parent, name).filter(FileStatus::isDirectory).isPresent()
          && stack.isOpaque(layer, parent, name);
    }

    Optional<LayerFolder> read(String after, int limit) {
      Optional<Directory> found = stack.directory(layer, path);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      try (Directory own = found.get()) {
        List<String> names = names(own, after, limit + 1);
        boolean more = names.size() > limit;
        List<Entry> entries = new ArrayList<>();
        for (String name : more ? names.subList(0, limit) : names) {
          entry(own, name).ifPresent(entries::add);
        }
        return Optional.of(
            new LayerFolder(entries, above.hiddenBy(), more ? names.get(limit - 1) : null));
      }
    }

    /** The first names; never more in memory than asked for. */
    private List<String> names(Directory own, String after, int most) {
      TreeSet<String> first = new TreeSet<>();
      Consumer<String> keep =
          name -> {
            if (name.compareTo(after) > 0 && first.add(name) && first.size() > most) {
              first.pollLast();
            }
          };
      FileTree.forEachName(own, keep);
      for (int lower : opaque ? below.layers() : List.<Integer>of()) {
        stack
            .directory(lower, path)
            .ifPresent(directory -> {
              try (directory) {
                FileTree.forEachName(directory, keep);
              }
            });
      }
      return List.copyOf(first);
    }

    private Optional<Entry> entry(Directory own, String name) {
      Optional<LayerStack.Shown> lower = stack.shown(below, name);
      Optional<FileStatus> status = own.status(name);
      if (status.isEmpty() || LayerStack.isWhiteout(status.get())) {
        return lower.map(gone -> new Entry(name, Change.DELETED, facts(gone, name), -1));
      }
      return Optional.of(
          new Entry(
              name,
              lower.isPresent() ? Change.CHANGED : Change.ADDED,
              FileFacts.of(own, name, status.get()),
              above.hider(name, status.get().isDirectory())));
    }

    private FileFacts facts(LayerStack.Shown shown, String name) {
      try (Directory in = stack.directory(shown.layer(), path).orElseThrow()) {
        return FileFacts.of(in, name, shown.status());
      }
    }
  }
}
