package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.Io;
import io.berth.oci.Digest;
import io.berth.snapshot.FileFacts.Kind;
import io.berth.snapshot.MergedEntries.Entry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the files that two stacks of layers show differ. What comes from layers of the same digest is
 * the same and is not looked at. Everything is bounded; what could not be looked at is told.
 *
 * @param changes in order of path; when there are very many, only those come upon first
 * @param total how many there are, directories included
 * @param addedBytes of files that only the second has
 * @param removedBytes of files that only the first has
 * @param complete false when the trees were too large to look at all of them
 */
public record TreeDifference(
    List<Change> changes, long total, long addedBytes, long removedBytes, boolean complete) {

  private static final int MOST_CHANGES = 5_000;
  private static final int MOST_ENTRIES = 1_000_000;
  private static final long MOST_READ = 512L << 20;
  private static final int BUFFER = 64 * 1024;

  /** A layer by what it holds and where. */
  public record Layer(Digest diffId, Path directory) {}

  /**
   * @param before null when only the second has it
   * @param after null when only the first has it
   */
  public record Change(String path, @Nullable FileFacts before, @Nullable FileFacts after) {}

  /**
   * @param first the base first, as is {@code second}
   */
  public static TreeDifference between(List<Layer> first, List<Layer> second) {
    try (LayerStack a = new LayerStack(first.stream().map(Layer::directory).toList());
        LayerStack b = new LayerStack(second.stream().map(Layer::directory).toList())) {
      Walk walk = new Walk(new Side(a, first), new Side(b, second));
      walk.run();
      return new TreeDifference(
          walk.changes.stream().sorted(Comparator.comparing(Change::path)).toList(),
          walk.total,
          walk.addedBytes,
          walk.removedBytes,
          walk.complete);
    }
  }

  private record Side(LayerStack stack, List<Layer> layers) {

    List<Digest> digests(MergedFolder folder) {
      return folder.layers().stream().map(layer -> layers.get(layer).diffId()).toList();
    }

    Digest digest(Entry entry) {
      return layers.get(entry.layer()).diffId();
    }

    Directory parent(Entry entry) {
      String path = entry.folder().path();
      String parent = path.substring(0, Math.max(1, path.lastIndexOf('/')));
      return stack.directory(entry.layer(), parent).orElseThrow();
    }
  }

  private record Pair(MergedFolder first, MergedFolder second) {}

  private static final class Walk {

    private final Side first;
    private final Side second;
    private final Deque<Pair> todo = new ArrayDeque<>();
    private final List<Change> changes = new ArrayList<>();
    private final byte[] oneBuffer = new byte[BUFFER];
    private final byte[] otherBuffer = new byte[BUFFER];
    private int entries;
    private long read;
    private long total;
    private long addedBytes;
    private long removedBytes;
    private boolean complete = true;

    Walk(Side first, Side second) {
      this.first = first;
      this.second = second;
    }

    void run() {
      todo.push(
          new Pair(
              LayerStack.below(first.stack().size()), LayerStack.below(second.stack().size())));
      while (!todo.isEmpty()) {
        folder(todo.pop());
      }
    }

    private void folder(Pair pair) {
      if (first.digests(pair.first()).equals(second.digests(pair.second()))) {
        return;
      }
      MergedEntries.Listing one = list(first, pair.first());
      MergedEntries.Listing other = list(second, pair.second());
      TreeSet<String> names = new TreeSet<>(one.entries().keySet());
      names.addAll(other.entries().keySet());
      for (String name : names.descendingSet()) {
        entry(one.entries().get(name), other.entries().get(name));
      }
    }

    private MergedEntries.Listing list(Side side, MergedFolder folder) {
      MergedEntries.Listing listing =
          MergedEntries.of(side.stack(), folder, MOST_ENTRIES - entries);
      entries += listing.entries().size();
      complete &= listing.complete();
      return listing;
    }

    private void entry(@Nullable Entry one, @Nullable Entry other) {
      FileFacts before = one == null ? null : one.facts();
      FileFacts after = other == null ? null : other.facts();
      String path = path(one, other);
      if (before == null || after == null || !same(one, other)) {
        total++;
        if (changes.size() < MOST_CHANGES) {
          changes.add(new Change(path, before, after));
        }
        removedBytes += after == null && before != null ? before.size() : 0;
        addedBytes += before == null && after != null ? after.size() : 0;
      }
      MergedFolder none = new MergedFolder(path, List.of());
      Pair inside =
          new Pair(one == null ? none : one.folder(), other == null ? none : other.folder());
      if (!inside.first().layers().isEmpty() || !inside.second().layers().isEmpty()) {
        todo.push(inside);
      }
    }

    private static String path(@Nullable Entry one, @Nullable Entry other) {
      if (one != null) {
        return one.folder().path();
      }
      return other == null ? "/" : other.folder().path();
    }

    private boolean same(@Nullable Entry one, @Nullable Entry other) {
      if (one == null || other == null) {
        return false;
      }
      if (!one.facts().equals(other.facts())) {
        return false;
      }
      return one.facts().kind() != Kind.FILE
          || first.digest(one).equals(second.digest(other))
          || sameContent(one, other);
    }

    private boolean sameContent(Entry one, Entry other) {
      if (one.facts().size() > MOST_READ - read) {
        complete = false;
        return true;
      }
      read += one.facts().size();
      String path = one.folder().path();
      String name = path.substring(path.lastIndexOf('/') + 1);
      try (Directory inOne = first.parent(one);
          Directory inOther = second.parent(other);
          Fd a = LayerStack.openFile(inOne, name);
          Fd b = LayerStack.openFile(inOther, name)) {
        while (true) {
          int n = Io.read(a, oneBuffer);
          if (n != Io.read(b, otherBuffer) || !Arrays.equals(oneBuffer, 0, n, otherBuffer, 0, n)) {
            return false;
          }
          if (n == 0) {
            return true;
          }
        }
      }
    }
  }
}
