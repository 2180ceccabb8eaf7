package io.berth.snapshot;

import java.util.List;

/**
 * A directory as an overlay shows it.
 *
 * @param path from the root, starting with a slash
 * @param layers those whose directories merge into it, the topmost first; empty for none
 */
record MergedFolder(String path, List<Integer> layers) {
  MergedFolder {
    layers = List.copyOf(layers);
  }
}
