package io.berth.image;

import io.berth.failure.BerthException;
import io.berth.files.FilePaths;
import io.berth.image.ImageComparison.FileChange;
import io.berth.image.ImageComparison.Files;
import io.berth.image.ImageComparison.LayerPair;
import io.berth.image.ImageComparison.PackageChange;
import io.berth.image.ImageComparison.Packages;
import io.berth.image.ImageFiles.ImageName;
import io.berth.image.ImageFiles.LayerInfo;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.snapshot.FileFacts;
import io.berth.snapshot.LayerStore;
import io.berth.snapshot.MergedFile;
import io.berth.snapshot.TreeDifference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out how two images differ. The files' part is remembered: layers never change. */
@Component
class ImageDifference {

  private static final int MOST_REMEMBERED = 8;
  private static final int DATABASE_BYTES = 64 << 20;
  private static final String DPKG = "var/lib/dpkg/status";
  private static final List<String> APK =
      List.of("lib/apk/db/installed", "usr/lib/apk/db/installed");

  private final LayerStore layers;
  private final Remembered<List<List<Digest>>, Contents> contents =
      new Remembered<>(MOST_REMEMBERED);

  private record Contents(Files files, Packages packages) {}

  record Side(ImageName name, StoredImage image, ImageConfig config, List<LayerInfo> layers) {

    long size() {
      return layers.stream().mapToLong(LayerInfo::size).sum();
    }

    List<Digest> digests() {
      return image.layers().stream().map(StoredImage.StoredLayer::diffId).toList();
    }
  }

  ImageDifference(LayerStore layers) {
    this.layers = layers;
  }

  ImageComparison between(Side first, Side second) {
    Contents found =
        contents.get(List.of(first.digests(), second.digests()), () -> contents(first, second));
    Set<String> both = new HashSet<>();
    second.layers().forEach(layer -> both.add(layer.diffId()));
    return new ImageComparison(
        first.name(),
        second.name(),
        first.size(),
        second.size(),
        first.layers().stream()
            .filter(layer -> both.contains(layer.diffId()))
            .mapToLong(LayerInfo::size)
            .sum(),
        sideBySide(first.layers(), second.layers()),
        ConfigDifference.between(first.config(), second.config()),
        found.packages(),
        found.files());
  }

  /** The shared base row by row; after it, a shared layer again, whenever one comes up. */
  private static List<LayerPair> sideBySide(List<LayerInfo> first, List<LayerInfo> second) {
    List<LayerPair> pairs = new ArrayList<>();
    int at = 0;
    for (LayerInfo layer : first) {
      int same = at;
      while (same < second.size() && !second.get(same).diffId().equals(layer.diffId())) {
        same++;
      }
      if (same == second.size()) {
        pairs.add(new LayerPair(layer, null, false));
        continue;
      }
      while (at < same) {
        pairs.add(new LayerPair(null, second.get(at++), false));
      }
      pairs.add(new LayerPair(layer, second.get(at++), true));
    }
    second.subList(at, second.size()).forEach(l -> pairs.add(new LayerPair(null, l, false)));
    return pairs;
  }

  private Contents contents(Side first, Side second) {
    TreeDifference trees = TreeDifference.between(stack(first), stack(second));
    return new Contents(
        new Files(
            trees.total(),
            trees.addedBytes(),
            trees.removedBytes(),
            trees.complete(),
            trees.changes().stream().map(ImageDifference::change).toList()),
        packages(first, second));
  }

  private List<TreeDifference.Layer> stack(Side side) {
    return side.digests().stream()
        .map(digest -> new TreeDifference.Layer(digest, layers.directory(digest)))
        .toList();
  }

  private static FileChange change(TreeDifference.Change change) {
    FileFacts before = change.before();
    FileFacts after = change.after();
    return new FileChange(
        LayerExplorer.shownPath(change.path()),
        before == null ? "added" : after == null ? "removed" : "changed",
        before == null || after == null ? "" : what(before, after),
        before == null ? null : LayerExplorer.info(before),
        after == null ? null : LayerExplorer.info(after));
  }

  private static String what(FileFacts before, FileFacts after) {
    if (before.kind() != after.kind()) {
      return "kind";
    }
    List<String> parts = new ArrayList<>();
    if (before.size() != after.size() || before.equals(after)) {
      parts.add("content");
    }
    if (!before.target().equals(after.target())) {
      parts.add("target");
    }
    if (!before.device().equals(after.device())) {
      parts.add("device");
    }
    if (before.permissions() != after.permissions()) {
      parts.add("mode");
    }
    if (before.uid() != after.uid() || before.gid() != after.gid()) {
      parts.add("owner");
    }
    return String.join(", ", parts);
  }

  private Packages packages(Side first, Side second) {
    try {
      Map<String, String> before = installed(first);
      Map<String, String> after = installed(second);
      if (before == null || after == null) {
        return new Packages(false, "", List.of());
      }
      TreeSet<String> names = new TreeSet<>(before.keySet());
      names.addAll(after.keySet());
      return new Packages(
          true,
          "",
          names.stream()
              .filter(name -> !Objects.equals(before.get(name), after.get(name)))
              .map(name -> new PackageChange(name, before.get(name), after.get(name)))
              .toList());
    } catch (BerthException e) {
      return new Packages(false, FilePaths.show(e.getMessage()), List.of());
    }
  }

  /** Null when the image has no package database that we know. */
  private @Nullable Map<String, String> installed(Side side) {
    List<Path> stack = side.digests().stream().map(layers::directory).toList();
    Map<String, String> packages = new TreeMap<>();
    boolean[] known = {false};
    MergedFile.read(stack, DPKG, DATABASE_BYTES)
        .ifPresent(status -> {
          known[0] = true;
          PackageList.dpkg(status, packages);
        });
    for (String database : APK) {
      MergedFile.read(stack, database, DATABASE_BYTES)
          .ifPresent(installed -> {
            known[0] = true;
            PackageList.apk(installed, packages);
          });
    }
    return known[0] ? packages : null;
  }
}
