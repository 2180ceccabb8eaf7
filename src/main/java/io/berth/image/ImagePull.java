package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.registry.FetchedManifest;
import io.berth.registry.RegistryClient;
import io.berth.snapshot.LayerStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Pulls images. The name moves only when everything is here and verified. */
@Component
class ImagePull {

  private final RegistryClient registries;
  private final ImageCatalog catalog;
  private final ContentGarbage garbage;
  private final BlobStore blobs;
  private final LayerStore layers;
  private final LayerFlights flights;
  private final ImageEvents events;

  ImagePull(
      RegistryClient registries,
      ImageCatalog catalog,
      ContentGarbage garbage,
      BlobStore blobs,
      LayerStore layers,
      LayerFlights flights,
      ImageEvents events) {
    this.registries = registries;
    this.catalog = catalog;
    this.garbage = garbage;
    this.blobs = blobs;
    this.layers = layers;
    this.flights = flights;
    this.events = events;
  }

  void pull(Images.PullRequest request, Images.PullListener listener) throws InterruptedException {
    ImageReference name = request.reference();
    RegistryClient.Session session =
        registries.open(name, ImagePush.credentials(request.credentials()));
    try {
      boolean newer = false;
      if (request.allTags()) {
        for (String tag : session.tags()) {
          newer |= one(session, name.withTag(tag), request, listener);
        }
      } else {
        newer = one(session, name.orLatest(), request, listener);
      }
      ImageReference shown = request.allTags() ? name : name.orLatest();
      listener.on(new PullEvent.Finished(shown.familiar(), newer));
    } catch (IOException e) {
      throw new Unavailable("pull was cancelled: nobody listens any more", e);
    }
  }

  private boolean one(
      RegistryClient.Session session,
      ImageReference name,
      Images.PullRequest request,
      Images.PullListener listener)
      throws IOException, InterruptedException {
    FetchedManifest named = session.manifest(name);
    String id = name.digest() == null ? String.valueOf(name.tag()) : name.familiar();
    listener.on(new PullEvent.Started(name.path(), id));
    try (ContentGarbage.Hold _ = garbage.hold()) {
      ImageSource source = ImageSource.read(session, name, named, request.platform());
      if (!isHere(source.id())) {
        new LayerGathering(flights, layers, blobs, catalog).gather(session, source, listener);
      }
      boolean newer = record(name, source);
      listener.on(new PullEvent.Resolved(named.digest()));
      events.publish("pull", source.id(), name.familiar());
      return newer;
    } catch (LayerRefused e) {
      garbage.collect();
      throw e.why();
    }
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

  /** Returns whether the name stands for another image than before. */
  private boolean record(ImageReference name, ImageSource source) {
    blobs.put("", source.configJson());
    blobs.put("", source.document().content());
    blobs.put("", source.named().content());
    List<Digest> diffIds = source.diffIds();
    List<StoredImage.StoredLayer> stored =
        java.util.stream.IntStream.range(0, diffIds.size())
            .mapToObj(i -> layer(diffIds.get(i), source.manifest().layers().get(i)))
            .toList();
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
            List.of()));
    ImageReference digest = name.withDigest(source.named().digest());
    ImageReference lookedUp = StoredImages.lookup(name);
    Optional<StoredImage> before = catalog.current().named(lookedUp);
    if (lookedUp.digest() != null || catalog.current().named(digest).isEmpty()) {
      catalog.name(digest, source.id());
    }
    if (lookedUp.digest() == null) {
      catalog.name(lookedUp, source.id());
    }
    return before.filter(image -> image.id().equals(source.id())).isEmpty();
  }

  private StoredImage.StoredLayer layer(Digest diffId, Descriptor described) {
    Descriptor blob =
        blobs.has(described.digest())
            ? described
            : catalog
                .current()
                .blobOf(diffId)
                .orElseThrow(() -> new Unavailable("layer " + described.digest() + " is missing"));
    return new StoredImage.StoredLayer(
        diffId, new Descriptor(blob.mediaType(), blob.digest(), blob.size()));
  }

  /** What a failure of a flight was about. */
  static RuntimeException cause(Throwable failure) {
    return switch (failure) {
      case BerthException told -> told;
      case LayerRefused refused -> refused;
      default -> new IllegalStateException(failure);
    };
  }
}
