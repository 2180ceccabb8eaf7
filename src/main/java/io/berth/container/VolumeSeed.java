package io.berth.container;

import io.berth.snapshot.OverlayView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills an empty volume with what the image has where it is mounted, as Docker does. */
final class VolumeSeed {

  private static final List<String> OWNERSHIP = List.of("uid", "gid", "mode");

  private final OverlayView image;

  VolumeSeed(List<Path> layers) {
    this.image = new OverlayView(layers);
  }

  /**
   * @param volume the volume's directory; nothing happens unless it is empty
   * @param target where a container mounts it
   */
  void fill(Path volume, String target) throws IOException {
    try (var entries = Files.newDirectoryStream(volume)) {
      if (entries.iterator().hasNext()) {
        return;
      }
    }
    Optional<Path> place = image.resolve(target);
    if (place.isEmpty()) {
      return;
    }
    Optional<Path> source = image.find(place.get());
    if (source.isPresent() && Files.isDirectory(source.get(), LinkOption.NOFOLLOW_LINKS)) {
      copyChildren(place.get(), volume);
      own(source.get(), volume);
    }
  }

  private void copyChildren(Path relative, Path to) throws IOException {
    for (Map.Entry<String, Path> entry : image.list(relative).entrySet()) {
      Path copy = to.resolve(entry.getKey());
      if (Files.isDirectory(entry.getValue(), LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(copy);
        copyChildren(relative.resolve(entry.getKey()), copy);
        own(entry.getValue(), copy);
      } else {
        Files.copy(
            entry.getValue(), copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void own(Path source, Path copy) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(
            source, "unix:" + String.join(",", OWNERSHIP), LinkOption.NOFOLLOW_LINKS);
    for (String name : OWNERSHIP) {
      Object value = attributes.get(name);
      if (value instanceof Integer number) {
        int plain = name.equals("mode") ? number & 07777 : number;
        Files.setAttribute(copy, "unix:" + name, plain, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}
