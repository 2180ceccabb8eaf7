package io.berth.container;

import io.berth.container.ContainerFiles.FileEntry;
import io.berth.container.ContainerFiles.Folder;
import io.berth.files.FilePaths;
import io.berth.files.FileStat;
import io.berth.files.RootFiles;
import io.berth.snapshot.LayerFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A container's folders as they can be shown, with marks of what the container changed in them. */
final class Folders {

  private final Container container;
  private final RootMounts mounts;

  Folders(Container container, RootMounts mounts) {
    this.container = container;
    this.mounts = mounts;
  }

  Folder read(RootFiles files, String path, String after, int limit) {
    String from = FilePaths.name(after);
    RootFiles.Listing listing = files.list(path, from, limit);
    List<String> names =
        Stream.of(files.followed(path).split("/")).filter(name -> !name.isEmpty()).toList();
    Map<String, String> changes = changes(names, from, limit);
    String shown = String.join("/", names.stream().map(FilePaths::show).toList());
    String next = listing.next();
    return new Folder(
        shown,
        listing.entries().stream()
            .map(stat -> entry(shown, stat, changes.getOrDefault(stat.name(), "")))
            .toList(),
        next == null ? null : FilePaths.show(next));
  }

  /** Of the writable layer; what is mounted over it is not of it. */
  private Map<String, String> changes(List<String> names, String after, int limit) {
    String place = "/" + String.join("/", names);
    boolean mounted =
        container.layout.mounts().stream()
            .anyMatch(mount -> (place + "/").startsWith(mount.point().destination() + "/"));
    if (mounted) {
      return Map.of();
    }
    List<Path> layers = new ArrayList<>(mounts.overlay(container).lowers().reversed());
    layers.add(container.file("upper"));
    Map<String, String> changes = new HashMap<>();
    LayerFolder.read(layers, layers.size() - 1, names, after, limit)
        .ifPresent(folder ->
            folder
                .entries()
                .forEach(entry ->
                    changes.put(entry.name(), entry.change().name().toLowerCase(Locale.ROOT))));
    return changes;
  }

  private static FileEntry entry(String folder, FileStat stat, String change) {
    String name = FilePaths.show(stat.name());
    return new FileEntry(
        name,
        folder.isEmpty() ? name : folder + "/" + name,
        stat.kind(),
        stat.isFile() ? stat.size() : 0,
        stat.permissions(),
        stat.uid(),
        stat.gid(),
        stat.modified(),
        FilePaths.show(stat.target()),
        stat.device(),
        change);
  }
}
