package io.berth.snapshot;

import io.berth.linux.FileStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the layers above one layer do to a directory of it.
 *
 * @param hiddenBy the lowest layer that hides the whole directory, or -1
 * @param layers those above that have the directory too, the lowest first
 */
record HiddenAbove(LayerStack stack, String path, int hiddenBy, List<Integer> layers) {

  private static final int NONE = -1;

  static HiddenAbove root(LayerStack stack, int layer) {
    List<Integer> all = new ArrayList<>();
    for (int above = layer + 1; above < stack.size(); above++) {
      all.add(above);
    }
    return new HiddenAbove(stack, "/", NONE, all);
  }

  static HiddenAbove at(LayerStack stack, int layer, List<String> names) {
    HiddenAbove at = root(stack, layer);
    for (String name : names) {
      at = at.child(name);
    }
    return at;
  }

  HiddenAbove child(String name) {
    String below = LayerStack.join(path, name);
    int hider = hider(name, true);
    if (hider != NONE) {
      return new HiddenAbove(stack, below, hider, List.of());
    }
    return new HiddenAbove(
        stack,
        below,
        NONE,
        layers.stream()
            .filter(layer ->
                stack.status(layer, path, name).filter(FileStatus::isDirectory).isPresent())
            .toList());
  }

  /** The lowest layer that hides an entry of the directory, or -1. Directories may merge. */
  int hider(String name, boolean isDirectory) {
    if (hiddenBy != NONE) {
      return hiddenBy;
    }
    for (int layer : layers) {
      Optional<FileStatus> status = stack.status(layer, path, name);
      if (status.isPresent()) {
        boolean merges = isDirectory && status.get().isDirectory();
        if (!merges || stack.isOpaque(layer, path, name)) {
          return layer;
        }
      }
    }
    return NONE;
  }
}
