package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.snapshot.LayerStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Makes an image of what a registry offers or a client has pushed. */
@Component
class ImageArrival {

  private final ImageCatalog catalog;
  private final BlobStore blobs;
  private final LayerStore layers;
  private final LayerFlights flights;
  private final ProvenLayers proven;

  ImageArrival(
      ImageCatalog catalog,
      BlobStore blobs,
      LayerStore layers,
      LayerFlights flights,
      ProvenLayers proven) {
    this.proven = proven;
    this.catalog = catalog;
    this.blobs = blobs;
    this.layers = layers;
    this.flights = flights;
  }

  /**
   * Gets all layers here and lets the name stand for the image. The caller holds the garbage. What
   * is recorded was held against its digests by then, whatever else came meanwhile.
   *
   * @return whether the name stands for another image than before
   */
  boolean arrive(
      ImageReference name, ImageSource source, BlobSource from, Images.PullListener listener)
      throws IOException, InterruptedException {
    if (!isHere(source.id())) {
      new LayerGathering(flights, layers, blobs, catalog)
          .gather(from, name.domain(), source, listener);
    }
    return record(name, source);
  }

  private boolean isHere(Digest id) {
    return catalog
        .current()
        .byId(id)
        .filter(image -> !image.retained())
        .filter(image ->
            image.layers().stream()
                .allMatch(
                    layer -> layers.isIntact(layer.diffId()) && blobs.has(layer.blob().digest())))
        .isPresent();
  }

  private boolean record(ImageReference name, ImageSource source) {
    blobs.put("", source.configJson());
    blobs.put("", source.document().content());
    blobs.put("", source.named().content());
    List<Digest> diffIds = source.diffIds();
    List<StoredImage.StoredLayer> stored =
        IntStream.range(0, diffIds.size())
            .mapToObj(i -> layer(diffIds.get(i), source.manifest().layers().get(i)))
            .toList();
    ImageReference lookedUp = StoredImages.lookup(name);
    Optional<StoredImage> before = catalog.current().named(lookedUp);
    catalog.add(
        new StoredImage(
            source.id(),
            source.document().digest(),
            Set.copyOf(List.of(source.document().digest(), source.named().digest())),
            stored,
            ImageTimes.parse(source.config().created()).orElse(Instant.EPOCH),
            null,
            null,
            false,
            names(name, lookedUp, source)));
    return before.filter(image -> image.id().equals(source.id())).isEmpty();
  }

  private List<ImageReference> names(
      ImageReference name, ImageReference lookedUp, ImageSource source) {
    ImageReference digest = name.withDigest(source.named().digest());
    List<ImageReference> names = new ArrayList<>();
    if (lookedUp.digest() != null || catalog.current().named(digest).isEmpty()) {
      names.add(digest);
    }
    if (lookedUp.digest() == null) {
      names.add(lookedUp);
    }
    return names;
  }

  private StoredImage.StoredLayer layer(Digest diffId, Descriptor described) {
    Descriptor blob =
        blobs.has(described.digest())
            ? described
            : catalog
                .current()
                .blobOf(diffId)
                .orElseThrow(() -> new Unavailable("layer " + described.digest() + " is missing"));
    proven.require(diffId, blob.digest());
    return new StoredImage.StoredLayer(
        diffId, new Descriptor(blob.mediaType(), blob.digest(), blob.size()));
  }
}
