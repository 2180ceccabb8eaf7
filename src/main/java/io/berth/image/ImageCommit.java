package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.NotFound;
import io.berth.image.Images.CommitRequest;
import io.berth.image.Images.LayerContent;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code docker commit}: an image of another one and a layer on top of it. */
@Component
class ImageCommit {

  private static final int BUFFER = 64 * 1024;

  private final BlobStore blobs;
  private final ImageRegistration registration;
  private final ImageViews views;
  private final ImageCatalog catalog;
  private final ContentGarbage garbage;
  private final ImageEvents events;

  ImageCommit(
      BlobStore blobs,
      ImageRegistration registration,
      ImageViews views,
      ImageCatalog catalog,
      ContentGarbage garbage,
      ImageEvents events) {
    this.blobs = blobs;
    this.registration = registration;
    this.views = views;
    this.catalog = catalog;
    this.garbage = garbage;
    this.events = events;
  }

  private record Layer(Descriptor blob, Digest diffId) {}

  Digest commit(CommitRequest request, LayerContent content) throws InterruptedException {
    ImageConfig.Execution execution = ConfigChanges.apply(request.execution(), request.changes());
    ImageReference target = request.target();
    if (target != null) {
      catalog.requireMayName(target.orLatest());
    }
    try (ContentGarbage.Hold _ = garbage.hold()) {
      ImageConfig below = views.rootfsOf(request.parentId(), request.parentId()).config();
      List<Layer> added = write(content);
      List<Descriptor> layers =
          Stream.concat(layersOf(request.parentId()), added.stream().map(Layer::blob)).toList();
      ImageConfig config = config(request, execution, below, added);
      Digest id = registration.register(OciJson.write(config), layers);
      if (target != null) {
        catalog.name(target.orLatest(), id);
        events.publish("tag", id, target.orLatest().familiar());
      }
      return id;
    } catch (RuntimeException e) {
      garbage.collect();
      throw e;
    }
  }

  private Stream<Descriptor> layersOf(String image) {
    return catalog
        .current()
        .byId(Digest.parse(image))
        .orElseThrow(() -> new NotFound("No such image: " + image))
        .layers()
        .stream()
        .map(StoredImage.StoredLayer::blob)
        .map(blob ->
            new Descriptor(registration.layerType(blob.digest()), blob.digest(), blob.size()));
  }

  /** The layer, or none when there is nothing in it. */
  private List<Layer> write(LayerContent content) {
    MessageDigest hash = Digest.sha256(new byte[0]).newHash();
    AtomicBoolean something = new AtomicBoolean();
    Descriptor blob =
        blobs.write(
            MediaType.OCI_LAYER_TAR + "+gzip",
            out -> {
              GZIPOutputStream gzip = new GZIPOutputStream(out, BUFFER);
              OutputStream tar = new DigestOutputStream(gzip, hash);
              something.set(content.writeTo(tar));
              gzip.finish();
            });
    if (something.get()) {
      return List.of(new Layer(blob, Digest.sha256Of(hash)));
    }
    garbage.collect();
    return List.of();
  }

  private static ImageConfig config(
      CommitRequest request,
      ImageConfig.Execution execution,
      ImageConfig below,
      List<Layer> added) {
    String now = Instant.now().toString();
    List<String> diffIds = new ArrayList<>(below.rootfs().diffIds());
    added.forEach(layer -> diffIds.add(layer.diffId().toString()));
    List<ImageConfig.History> history =
        new ArrayList<>(below.history() == null ? List.of() : below.history());
    history.add(
        new ImageConfig.History(
            now,
            request.createdBy(),
            orNull(request.author()),
            orNull(request.message()),
            added.isEmpty() ? true : null));
    return new ImageConfig(
        now,
        orNull(request.author()),
        below.architecture(),
        below.os(),
        below.variant(),
        execution,
        new ImageConfig.RootFs("layers", diffIds),
        history);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
