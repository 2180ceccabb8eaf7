package io.berth.image;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.files.FileMode;
import io.berth.files.FilePaths;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.snapshot.FileFacts;
import io.berth.snapshot.LayerFolder;
import io.berth.snapshot.LayerStore;
import io.berth.snapshot.LayerWaste;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Service;

/** Looks into layers. What it looks at is not collected meanwhile. */
@Service
class LayerExplorer implements ImageFiles {

  private final ImageCatalog catalog;
  private final ImageConfigs configs;
  private final LayerStore layers;
  private final ContentGarbage garbage;
  private final ImageDifference difference;
  private final Remembered<WasteKey, Waste> wastes = new Remembered<>(1000);

  private record WasteKey(List<Digest> layers, int layer) {}

  LayerExplorer(
      ImageCatalog catalog,
      ImageConfigs configs,
      LayerStore layers,
      ContentGarbage garbage,
      ImageDifference difference) {
    this.catalog = catalog;
    this.configs = configs;
    this.layers = layers;
    this.garbage = garbage;
    this.difference = difference;
  }

  @Override
  public List<LayerInfo> layers(String ref) {
    StoredImages images = catalog.seen();
    return infos(images, images.resolve(ref));
  }

  @Override
  public List<Instruction> instructions(String ref) {
    StoredImage image = catalog.seen().resolve(ref);
    List<ImageConfig.History> steps = configs.of(image).history();
    List<Instruction> all = new ArrayList<>();
    int layer = 0;
    for (ImageConfig.History step : steps == null ? List.<ImageConfig.History>of() : steps) {
      boolean made = !Boolean.TRUE.equals(step.emptyLayer()) && layer < image.layers().size();
      long size = made ? layers.size(image.layers().get(layer++).diffId()) : 0;
      all.add(
          new Instruction(
              text(step.createdBy()),
              text(step.created()),
              text(step.author()),
              text(step.comment()),
              made ? layer : 0,
              size));
    }
    return all;
  }

  @Override
  public Folder folder(String ref, int layer, String path, String after, int limit) {
    if (limit < 1 || limit > MOST_ENTRIES) {
      throw new InvalidRequest("limit must be from 1 to " + MOST_ENTRIES);
    }
    List<String> names = FilePaths.names(path);
    try (ContentGarbage.Hold _ = garbage.hold()) {
      StoredImage image = image(ref, layer);
      String shown = String.join("/", names.stream().map(FilePaths::show).toList());
      LayerFolder folder =
          LayerFolder.read(directories(image), layer - 1, names, FilePaths.name(after), limit)
              .orElseThrow(
                  () -> new NotFound("layer %d has no directory /%s".formatted(layer, shown)));
      String next = folder.next();
      return new Folder(
          layer,
          shown,
          folder.entries().stream().map(entry -> entry(shown, entry)).toList(),
          folder.hiddenBy() + 1,
          next == null ? null : FilePaths.show(next));
    }
  }

  @Override
  public Waste waste(String ref, int layer) {
    try (ContentGarbage.Hold _ = garbage.hold()) {
      StoredImage image = image(ref, layer);
      WasteKey key =
          new WasteKey(
              image.layers().stream().map(StoredImage.StoredLayer::diffId).toList(), layer);
      return wastes.get(key, () -> waste(image, layer));
    }
  }

  @Override
  public ImageComparison compare(String first, String second) {
    try (ContentGarbage.Hold _ = garbage.hold()) {
      StoredImages images = catalog.seen();
      StoredImage one = images.resolve(first);
      StoredImage other = images.resolve(second);
      return difference.between(
          new ImageDifference.Side(name(one), one, configs.of(one), infos(images, one)),
          new ImageDifference.Side(name(other), other, configs.of(other), infos(images, other)));
    }
  }

  private Waste waste(StoredImage image, int layer) {
    LayerWaste found = LayerWaste.of(directories(image), layer - 1);
    return new Waste(
        layer,
        found.bytes(),
        found.files(),
        found.complete(),
        found.largest().stream()
            .map(file -> new WastedFile(shownPath(file.path()), file.size(), file.by() + 1))
            .toList());
  }

  private List<LayerInfo> infos(StoredImages images, StoredImage image) {
    List<ImageConfig.History> made = LayerSteps.of(configs.of(image), image.layers().size());
    List<LayerInfo> infos = new ArrayList<>();
    for (StoredImage.StoredLayer layer : image.layers()) {
      int index = infos.size();
      infos.add(
          new LayerInfo(
              index + 1,
              layer.diffId().toString(),
              layer.blob().digest().toString(),
              layer.blob().mediaType(),
              layers.size(layer.diffId()),
              layer.blob().size(),
              made.isEmpty() ? "" : text(made.get(index).createdBy()),
              made.isEmpty() ? "" : text(made.get(index).created()),
              sharing(images, image, layer.diffId())));
    }
    return infos;
  }

  private static List<ImageName> sharing(StoredImages images, StoredImage image, Digest layer) {
    return images.shown().stream()
        .filter(other -> !other.id().equals(image.id()))
        .filter(other -> other.layers().stream().anyMatch(l -> l.diffId().equals(layer)))
        .map(LayerExplorer::name)
        .toList();
  }

  static ImageName name(StoredImage image) {
    return new ImageName(
        image.id().toString(),
        image.tags().isEmpty() ? image.id().shortHex() : image.tags().getFirst().familiar());
  }

  private StoredImage image(String ref, int layer) {
    StoredImage image = catalog.seen().resolve(ref);
    if (layer < 1 || layer > image.layers().size()) {
      throw new NotFound(
          "image %s has %d layers, none is number %d"
              .formatted(image.id().shortHex(), image.layers().size(), layer));
    }
    return image;
  }

  private List<Path> directories(StoredImage image) {
    return image.layers().stream().map(layer -> layers.directory(layer.diffId())).toList();
  }

  private static FileEntry entry(String parent, LayerFolder.Entry entry) {
    String name = FilePaths.show(entry.name());
    return new FileEntry(
        name,
        parent.isEmpty() ? name : parent + "/" + name,
        entry.change().name().toLowerCase(Locale.ROOT),
        info(entry.facts()),
        entry.hiddenBy() + 1);
  }

  static FileInfo info(FileFacts facts) {
    return new FileInfo(
        facts.kind().name().toLowerCase(Locale.ROOT),
        facts.size(),
        FileMode.text(facts.permissions()),
        facts.uid(),
        facts.gid(),
        FilePaths.show(facts.target()),
        facts.device());
  }

  /** A raw path as it is shown, without its slash in front. */
  static String shownPath(String raw) {
    return FilePaths.show(raw.substring(1));
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }
}
