package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.FileTree;
import io.berth.linux.Io;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds where two unpacked layers differ: by names, kinds, owners, modes, extended attributes, link
 * targets, times and every byte of files. In memory is one folder's names at a time.
 */
final class LayerCheck {

  private static final int MOST = 20;
  private static final int BUFFER = 64 * 1024;

  private final LayerStack stacks;
  private final Deque<String> todo = new ArrayDeque<>(List.of("/"));
  private final List<String> different = new ArrayList<>();
  private final byte[] ours = new byte[BUFFER];
  private final byte[] theirs = new byte[BUFFER];

  private LayerCheck(LayerStack stacks) {
    this.stacks = stacks;
  }

  /** Paths that differ, the first ones when there are many. */
  static List<String> differences(Path one, Path other) throws InterruptedException {
    try (LayerStack stacks = new LayerStack(List.of(one, other))) {
      LayerCheck check = new LayerCheck(stacks);
      while (!check.todo.isEmpty() && check.different.size() < MOST) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        check.folder(check.todo.pop());
      }
      return check.different;
    }
  }

  private void folder(String path) {
    Optional<Directory> one = stacks.directory(0, path);
    Optional<Directory> other = stacks.directory(1, path);
    try {
      if (one.isEmpty() || other.isEmpty()) {
        if (one.isPresent() != other.isPresent()) {
          different.add(path);
        }
        return;
      }
      TreeSet<String> names = new TreeSet<>();
      FileTree.forEachName(one.get(), names::add);
      FileTree.forEachName(other.get(), names::add);
      for (String name : names) {
        if (!same(one.get(), other.get(), name)) {
          different.add(LayerStack.join(path, name));
        } else if (one.get().status(name).orElseThrow().isDirectory()) {
          todo.push(LayerStack.join(path, name));
        }
      }
    } finally {
      one.ifPresent(Directory::close);
      other.ifPresent(Directory::close);
    }
  }

  private boolean same(Directory one, Directory other, String name) {
    Optional<FileStatus> a = one.status(name);
    Optional<FileStatus> b = other.status(name);
    if (a.isEmpty() || b.isEmpty() || !facts(a.get()).equals(facts(b.get()))) {
      return false;
    }
    FileStatus status = a.get();
    return sameAttributes(one, other, name)
        && (!status.isSymbolicLink() || one.readLink(name).equals(other.readLink(name)))
        && (!status.isRegular() || sameContent(one, other, name));
  }

  /** Times of folders and whiteouts tell when the layer was unpacked, if not more. */
  private static List<Long> facts(FileStatus status) {
    boolean timed = status.isRegular() || status.isSymbolicLink();
    return List.of(
        (long) status.mode(),
        (long) status.uid(),
        (long) status.gid(),
        status.isDirectory() ? 0 : status.size(),
        status.isDirectory() ? 0 : status.links(),
        (long) status.rdevMajor(),
        (long) status.rdevMinor(),
        timed ? status.modifiedSeconds() : 0,
        timed ? (long) status.modifiedNanos() : 0);
  }

  private static boolean sameAttributes(Directory one, Directory other, String name) {
    List<String> attributes = one.attributes(name);
    if (!new TreeSet<>(attributes).equals(new TreeSet<>(other.attributes(name)))) {
      return false;
    }
    return attributes.stream()
        .allMatch(attribute ->
            Arrays.equals(
                one.attribute(name, attribute).orElse(null),
                other.attribute(name, attribute).orElse(null)));
  }

  private boolean sameContent(Directory one, Directory other, String name) {
    try (Fd a = LayerStack.openFile(one, name);
        Fd b = LayerStack.openFile(other, name)) {
      while (true) {
        int n = Io.read(a, ours);
        if (n != Io.read(b, theirs)
            || !Arrays.equals(ours, 0, Math.max(n, 0), theirs, 0, Math.max(n, 0))) {
          return false;
        }
        if (n <= 0) {
          return true;
        }
      }
    }
  }
}
