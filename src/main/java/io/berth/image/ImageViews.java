package io.berth.image;

import io.berth.failure.NotFound;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.snapshot.LayerStore;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Images as people see them. Reads only. */
@Component
class ImageViews {

  private static final Set<String> LIST_FILTERS =
      Set.of("dangling", "label", "reference", "before", "since", "until");

  private final ImageCatalog catalog;
  private final ImageConfigs configs;
  private final LayerStore layers;
  private final ObjectProvider<ImageUsers> users;
  private final Ownership ownership;
  private final ImageHolds holds;

  ImageViews(
      ImageCatalog catalog,
      ImageConfigs configs,
      LayerStore layers,
      ObjectProvider<ImageUsers> users,
      Ownership ownership,
      ImageHolds holds) {
    this.holds = holds;
    this.catalog = catalog;
    this.configs = configs;
    this.layers = layers;
    this.users = users;
    this.ownership = ownership;
  }

  ImageRootfs rootfs(String ref) {
    return rootfs(catalog.seen().resolve(ref), ref);
  }

  private ImageRootfs rootfs(StoredImage image, String ref) {
    List<Path> directories = new ArrayList<>();
    image.layers().forEach(layer -> directories.addFirst(layers.directory(layer.diffId())));
    return new ImageRootfs(image.id().toString(), ref, configs.of(image), directories);
  }

  ImageView inspect(String ref) {
    StoredImage image = catalog.seen().resolve(ref);
    List<ImageView.LayerView> views =
        image.layers().stream()
            .map(layer ->
                new ImageView.LayerView(
                    layer.diffId(),
                    layer.blob().digest(),
                    layer.blob().size(),
                    layers.size(layer.diffId()),
                    layers.directory(layer.diffId()),
                    layers.isDamaged(layer.diffId())))
            .toList();
    return new ImageView(
        image.id().toString(),
        familiar(image.tags()),
        familiar(image.digests()),
        configs.of(image),
        views,
        size(image),
        image.created(),
        image.tagged());
  }

  List<Images.ImageSummary> list(Images.ListQuery query) {
    ImageFilter filter = new ImageFilter(query.filters(), LIST_FILTERS);
    StoredImages images = catalog.seen();
    Map<Digest, Integer> sharing = query.sharedSize() ? sharing(images.shown()) : Map.of();
    List<Images.ImageSummary> found = new ArrayList<>();
    for (StoredImage image : query.all() ? images.visible() : images.shown()) {
      List<ImageReference> tags = image.tags().stream().filter(filter::names).toList();
      List<ImageReference> digests = image.digests().stream().filter(filter::names).toList();
      boolean named = !filter.hasReferences() || !tags.isEmpty() || !digests.isEmpty();
      boolean dangling =
          !filter.has("dangling") || filter.flag("dangling", false) == image.isDangling();
      if (named
          && dangling
          && isBetween(images, filter, image)
          && filter.until(image.created())
          && filter.labels(configs.of(image))) {
        long shared = query.sharedSize() ? sharedSize(image, sharing) : -1;
        found.add(summary(image, tags, digests, shared, -1));
      }
    }
    found.sort(Comparator.comparing(Images.ImageSummary::created).reversed());
    return found;
  }

  Images.DiskUsage diskUsage() {
    StoredImages images = catalog.seen();
    Map<Digest, Integer> sharing = sharing(images.shown());
    long total = images.neededLayers().stream().mapToLong(layers::size).sum();
    return new Images.DiskUsage(
        total,
        images.shown().stream()
            .map(image ->
                summary(
                    image,
                    image.tags(),
                    image.digests(),
                    sharedSize(image, sharing),
                    seenUsers(image.id()).size()))
            .toList());
  }

  /** Containers that are not in the bin. */
  List<ImageUsers.ImageUser> users(Digest image) {
    return allUsers(image).stream().filter(user -> !user.inBin()).toList();
  }

  /** Those of them that the caller sees. */
  List<ImageUsers.ImageUser> seenUsers(Digest image) {
    return users(image).stream().filter(this::sees).toList();
  }

  boolean sees(ImageUsers.ImageUser user) {
    return ownership.sees(Kind.CONTAINER, user.containerId());
  }

  private List<ImageUsers.ImageUser> allUsers(Digest image) {
    ImageUsers known = users.getIfAvailable();
    return known == null ? List.of() : known.usersOf(image.toString());
  }

  /** Whether something that people see, or that is in the bin, or that builds, needs its files. */
  boolean isNeeded(Digest image) {
    return !allUsers(image).isEmpty() || catalog.current().isInBin(image) || holds.holds(image);
  }

  /** Also of an image that is kept only for containers or the bin. */
  ImageRootfs rootfsOf(String imageId, String reference) {
    StoredImage image =
        catalog
            .current()
            .byId(Digest.parse(imageId))
            .orElseThrow(() -> new NotFound("No such image: " + imageId));
    return rootfs(image, reference);
  }

  long size(StoredImage image) {
    return image.layers().stream().mapToLong(layer -> layers.size(layer.diffId())).sum();
  }

  List<Images.HistoryEntry> history(String ref) {
    StoredImage image = catalog.seen().resolve(ref);
    List<ImageConfig.History> steps = configs.of(image).history();
    List<Images.HistoryEntry> entries = new ArrayList<>();
    int layer = 0;
    for (ImageConfig.History step : steps == null ? List.<ImageConfig.History>of() : steps) {
      boolean empty = Boolean.TRUE.equals(step.emptyLayer()) || layer >= image.layers().size();
      long size = empty ? 0 : layers.size(image.layers().get(layer++).diffId());
      entries.addFirst(entry(null, step, List.of(), size));
    }
    if (!entries.isEmpty()) {
      Images.HistoryEntry top = entries.removeFirst();
      entries.addFirst(
          new Images.HistoryEntry(
              image.id().toString(),
              top.created(),
              top.createdBy(),
              familiar(image.tags()),
              top.size(),
              top.comment()));
    }
    return entries;
  }

  private static Images.HistoryEntry entry(
      @org.jspecify.annotations.Nullable String id,
      ImageConfig.History step,
      List<String> tags,
      long size) {
    return new Images.HistoryEntry(
        id,
        ImageTimes.parse(step.created()).orElse(Instant.EPOCH),
        step.createdBy() == null ? "" : step.createdBy(),
        tags,
        size,
        step.comment() == null ? "" : step.comment());
  }

  private boolean isBetween(StoredImages images, ImageFilter filter, StoredImage image) {
    return filter.values("before").stream()
            .allMatch(ref -> image.created().isBefore(images.resolve(ref).created()))
        && filter.values("since").stream()
            .allMatch(ref -> image.created().isAfter(images.resolve(ref).created()));
  }

  private Images.ImageSummary summary(
      StoredImage image,
      List<ImageReference> tags,
      List<ImageReference> digests,
      long shared,
      int containers) {
    ImageConfig.Execution execution = configs.of(image).config();
    Map<String, String> labels =
        execution == null || execution.labels() == null ? Map.of() : execution.labels();
    return new Images.ImageSummary(
        image.id().toString(),
        familiar(tags),
        familiar(digests),
        image.created(),
        size(image),
        shared,
        containers,
        labels);
  }

  static Map<Digest, Integer> sharing(List<StoredImage> images) {
    Map<Digest, Integer> count = new HashMap<>();
    images.forEach(image ->
        StoredImages.layersOf(List.of(image)).forEach(id -> count.merge(id, 1, Integer::sum)));
    return count;
  }

  private long sharedSize(StoredImage image, Map<Digest, Integer> sharing) {
    return StoredImages.layersOf(List.of(image)).stream()
        .filter(id -> sharing.getOrDefault(id, 0) > 1)
        .mapToLong(layers::size)
        .sum();
  }

  private static List<String> familiar(List<ImageReference> names) {
    return names.stream().map(ImageReference::familiar).toList();
  }
}
