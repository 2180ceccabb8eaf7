package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Digest;
import io.berth.snapshot.LayerStore;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;

@Service
class ImageDiskService implements ImageDisk {

  private final ImageCatalog catalog;
  private final ImageViews views;
  private final LayerStore layers;
  private final BlobStore blobs;

  ImageDiskService(ImageCatalog catalog, ImageViews views, LayerStore layers, BlobStore blobs) {
    this.catalog = catalog;
    this.views = views;
    this.layers = layers;
    this.blobs = blobs;
  }

  @Override
  public Use measure() {
    StoredImages images = catalog.current();
    Predicate<StoredImage> used = image -> !views.users(image.id()).isEmpty();
    List<StoredImage> all = images.except(Set.of());
    List<StoredImage> seen =
        all.stream().filter(image -> !image.retained() || used.test(image)).toList();
    Set<Digest> seenLayers = StoredImages.layersOf(seen);
    Set<Digest> usedLayers = StoredImages.layersOf(seen.stream().filter(used).toList());
    var sharing = ImageViews.sharing(seen.stream().filter(image -> !images.isStep(image)).toList());
    return new Use(
        bytes(seenLayers, _ -> true),
        bytes(seenLayers, layer -> sharing.getOrDefault(layer, 0) > 1),
        bytes(seenLayers, layer -> !usedLayers.contains(layer)),
        bytes(StoredImages.layersOf(all), layer -> !seenLayers.contains(layer)),
        blobs.diskUse());
  }

  private long bytes(Collection<Digest> digests, Predicate<Digest> chosen) {
    return digests.stream().filter(chosen).mapToLong(this::bytes).sum();
  }

  private long bytes(Digest layer) {
    return layers.has(layer) ? layers.diskUse(layer) : 0;
  }
}
