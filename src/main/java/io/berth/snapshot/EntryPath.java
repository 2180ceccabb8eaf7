package io.berth.snapshot;

import io.berth.failure.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * An entry's place below the layer's root, cleaned as Go's {@code path.Clean} would: a leading
 * slash means nothing, and a name that leads out is refused.
 *
 * @param names from the root down; empty for the root itself
 */
record EntryPath(List<String> names) {

  static EntryPath parse(String name, int maxDepth) {
    if (name.indexOf('\0') >= 0) {
      throw new InvalidRequest("invalid entry in layer: its name has a NUL character");
    }
    Deque<String> names = new ArrayDeque<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        if (names.pollLast() == null) {
          throw new InvalidRequest("invalid entry \"" + name + "\" in layer: it leads out of it");
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        names.addLast(part);
      }
    }
    if (names.size() > maxDepth) {
      throw new InvalidRequest("invalid entry in layer: deeper than " + maxDepth + " directories");
    }
    return new EntryPath(List.copyOf(names));
  }

  boolean isRoot() {
    return names.isEmpty();
  }

  String name() {
    return names.getLast();
  }

  String parent() {
    return "/" + String.join("/", names.subList(0, names.size() - 1));
  }

  @Override
  public String toString() {
    return "/" + String.join("/", names);
  }
}
