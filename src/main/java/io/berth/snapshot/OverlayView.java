package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an overlay of directories shows, without mounting it: whiteouts hide, opaque directories cut
 * off, directories merge (the kernel's {@code Documentation/filesystems/overlayfs.rst}).
 */
public final class OverlayView {

  private static final int MAX_LINKS = 40;

  private final List<Path> layers;

  /**
   * @param layers the topmost first
   */
  public OverlayView(List<Path> layers) {
    this.layers = List.copyOf(layers);
  }

  /** The file that a path without links in it stands for. */
  public Optional<Path> find(Path relative) {
    List<Path> found = places(relative);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  /** All that merge into one file or directory, the topmost first. */
  private List<Path> places(Path relative) {
    List<Path> current = layers;
    for (Path name : relative) {
      if (name.toString().isEmpty()) {
        continue;
      }
      current = children(current, name);
    }
    return current;
  }

  private List<Path> children(List<Path> directories, Path name) {
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      Path child = directory.resolve(name);
      if (!Files.exists(child, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      boolean isDirectory = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
      if (isWhiteout(child) || !found.isEmpty() && !isDirectory) {
        break;
      }
      found.add(child);
      if (!isDirectory || isOpaque(child)) {
        break;
      }
    }
    return found;
  }

  /** The entries of a directory by name; empty when it is none. */
  public TreeMap<String, Path> list(Path relative) throws IOException {
    TreeMap<String, Path> entries = new TreeMap<>();
    TreeMap<String, Path> all = new TreeMap<>();
    for (Path directory : places(relative)) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        break;
      }
      try (var children = Files.newDirectoryStream(directory)) {
        for (Path child : children) {
          all.putIfAbsent(child.getFileName().toString(), child);
        }
      }
    }
    all.forEach((name, path) -> {
      if (!isWhiteout(path)) {
        entries.put(name, path);
      }
    });
    return entries;
  }

  /**
   * Follows links inside the view, never out of it.
   *
   * @param absolute a path as a process inside would say it
   * @return the path without links, relative to the root; empty when something is missing
   */
  public Optional<Path> resolve(String absolute) throws IOException {
    Deque<String> todo = new ArrayDeque<>(names(absolute));
    Deque<String> done = new ArrayDeque<>();
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.equals("..")) {
        done.pollLast();
        continue;
      }
      done.addLast(name);
      Optional<Path> file = find(Path.of("", done.toArray(String[]::new)));
      if (file.isEmpty() || ++links > MAX_LINKS + done.size() + todo.size()) {
        return Optional.empty();
      }
      if (Files.isSymbolicLink(file.get())) {
        String target = Files.readSymbolicLink(file.get()).toString();
        done.removeLast();
        if (target.startsWith("/")) {
          done.clear();
        }
        List<String> names = names(target);
        names.reversed().forEach(todo::addFirst);
      } else {
        links--;
      }
    }
    return Optional.of(Path.of("", done.toArray(String[]::new)));
  }

  private static List<String> names(String path) {
    return List.of(path.split("/")).stream()
        .filter(name -> !name.isEmpty() && !name.equals("."))
        .toList();
  }

  /** Whether a directory of a layer hides the same directory of the layers below. */
  public static boolean isOpaque(Path directory) {
    Path parent = Objects.requireNonNull(directory.toAbsolutePath().getParent());
    Fd holder = RootPath.openHost(parent, Open.PATH | Open.DIRECTORY);
    try (Directory above = new Directory(holder)) {
      return above
          .attribute(directory.getFileName().toString(), "trusted.overlay.opaque")
          .filter(value -> value.length == 1 && value[0] == 'y')
          .isPresent();
    }
  }

  /** A character device 0/0 says that what lies below is gone. */
  public static boolean isWhiteout(Path file) {
    try {
      var attributes = Files.readAttributes(file, "unix:mode,rdev", LinkOption.NOFOLLOW_LINKS);
      return attributes.get("mode") instanceof Integer mode
          && (mode & 0170000) == 0020000
          && attributes.get("rdev") instanceof Long device
          && device == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
