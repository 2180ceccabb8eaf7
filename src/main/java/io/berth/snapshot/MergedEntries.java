package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.FileStatus;
import io.berth.linux.FileTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one directory of a merged tree: every name with the layer that it is shown from. */
final class MergedEntries {

  private final LayerStack stack;
  private final MergedFolder folder;
  private final int most;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final Set<String> closed = new HashSet<>();
  private boolean complete = true;

  /**
   * @param folder what merges below it, when it is a directory; otherwise without layers
   */
  record Entry(int layer, FileFacts facts, MergedFolder folder) {}

  /**
   * @param complete false when there were more names than asked for
   */
  record Listing(TreeMap<String, Entry> entries, boolean complete) {}

  private MergedEntries(LayerStack stack, MergedFolder folder, int most) {
    this.stack = stack;
    this.folder = folder;
    this.most = most;
  }

  static Listing of(LayerStack stack, MergedFolder folder, int most) {
    return new MergedEntries(stack, folder, most).read();
  }

  private Listing read() {
    for (int layer : folder.layers()) {
      Optional<Directory> found = stack.directory(layer, folder.path());
      if (found.isEmpty()) {
        complete = false;
        continue;
      }
      try (Directory in = found.get()) {
        FileTree.forEachName(in, name -> add(layer, in, name));
      }
    }
    return new Listing(entries, complete);
  }

  private void add(int layer, Directory in, String name) {
    if (closed.contains(name)) {
      return;
    }
    if (entries.size() + closed.size() >= most) {
      complete = false;
      return;
    }
    FileStatus status = in.status(name).orElseThrow();
    if (status.isDirectory()) {
      directory(layer, in, name, status);
      return;
    }
    closed.add(name);
    if (!entries.containsKey(name) && !LayerStack.isWhiteout(status)) {
      entries.put(
          name,
          new Entry(
              layer,
              FileFacts.of(in, name, status),
              new MergedFolder(LayerStack.join(folder.path(), name), List.of())));
    }
  }

  private void directory(int layer, Directory in, String name, FileStatus status) {
    if (LayerStack.isOpaque(in, name)) {
      closed.add(name);
    }
    Entry shown = entries.get(name);
    if (shown == null) {
      entries.put(
          name,
          new Entry(
              layer,
              FileFacts.of(in, name, status),
              new MergedFolder(LayerStack.join(folder.path(), name), List.of(layer))));
    } else {
      List<Integer> merged = new ArrayList<>(shown.folder().layers());
      merged.add(layer);
      entries.put(
          name,
          new Entry(shown.layer(), shown.facts(), new MergedFolder(shown.folder().path(), merged)));
    }
  }
}
