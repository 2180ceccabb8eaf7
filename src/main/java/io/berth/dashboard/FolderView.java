package io.berth.dashboard;

import io.berth.container.ContainerFiles.FileEntry;
import io.berth.container.ContainerFiles.Folder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a container as the page draws it.
 *
 * @param next the name after which to go on, or null
 */
record FolderView(String path, List<Row> rows, boolean first, @Nullable String next) {

  /** A folder on the way to the one that is shown. */
  record Step(String name, String path) {}

  /**
   * @param letter {@code A}, {@code C} or empty, as docker diff prints it
   */
  record Row(
      String name,
      String path,
      String kind,
      String size,
      String mode,
      String owner,
      String modified,
      String ago,
      String target,
      String change,
      String letter) {

    static Row of(FileEntry entry, Instant now) {
      return new Row(
          entry.name(),
          entry.path(),
          entry.kind(),
          entry.kind().equals("file") ? Units.bytes(entry.size()) : entry.device(),
          entry.mode(),
          entry.uid() + ":" + entry.gid(),
          Moments.whole(entry.modified()),
          Units.ago(entry.modified(), now),
          entry.target(),
          entry.change(),
          switch (entry.change()) {
            case "added" -> "A";
            case "changed" -> "C";
            default -> "";
          });
    }

    /** Public, as are the next: templates call no others. */
    public boolean isFolder() {
      return kind.equals("directory");
    }

    public boolean isFile() {
      return kind.equals("file");
    }

    public boolean isLink() {
      return kind.equals("link");
    }
  }

  /** Whether a shell takes the path as it is shown: a line to copy must do no more than it says. */
  public boolean isPlain() {
    return path.matches("[\\w@+=:,./-]*");
  }

  static FolderView of(Folder folder, String after, Instant now) {
    return new FolderView(
        folder.path(),
        folder.entries().stream().map(entry -> Row.of(entry, now)).toList(),
        after.isEmpty(),
        folder.next());
  }

  static List<Step> steps(String path) {
    List<Step> steps = new ArrayList<>();
    StringBuilder way = new StringBuilder();
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        way.append(way.isEmpty() ? "" : "/").append(name);
        steps.add(new Step(name, way.toString()));
      }
    }
    return steps;
  }
}
