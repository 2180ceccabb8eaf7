package io.berth.container;

import io.berth.container.Containers.Change;
import io.berth.snapshot.OverlayView;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a container changed in its image: its writable layer against the layers below. */
final class Changes {

  private static final int CHANGED = 0;
  private static final int ADDED = 1;
  private static final int DELETED = 2;

  private final Path upper;
  private final OverlayView image;
  private final List<Change> changes = new ArrayList<>();

  private Changes(Path upper, OverlayView image) {
    this.upper = upper;
    this.image = image;
  }

  /** Parents before children, in order of name. Sees a running container's changes as they come. */
  static List<Change> of(Path upper, List<Path> lowers) throws IOException {
    var changes = new Changes(upper, new OverlayView(lowers));
    changes.directory(Path.of(""));
    return changes.changes;
  }

  private void directory(Path relative) throws IOException {
    TreeMap<String, Path> entries = new TreeMap<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(upper.resolve(relative))) {
      children.forEach(child -> entries.put(child.getFileName().toString(), child));
    } catch (NoSuchFileException e) {
      return;
    }
    for (var entry : entries.entrySet()) {
      entry(relative.resolve(entry.getKey()), entry.getValue());
    }
  }

  private void entry(Path relative, Path file) throws IOException {
    boolean below = image.find(relative).isPresent();
    if (OverlayView.isWhiteout(file)) {
      if (below) {
        add(relative, DELETED);
      }
      return;
    }
    add(relative, below ? CHANGED : ADDED);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      if (below && OverlayView.isOpaque(file)) {
        hidden(relative, file);
      }
      directory(relative);
    }
  }

  /** A directory that replaced the image's: what the image had in it is gone. */
  private void hidden(Path relative, Path directory) throws IOException {
    for (String name : image.list(relative).keySet()) {
      if (!Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        add(relative.resolve(name), DELETED);
      }
    }
  }

  private void add(Path relative, int kind) {
    changes.add(new Change("/" + relative, kind));
  }
}
