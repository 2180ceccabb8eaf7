package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import io.berth.oci.Platform;
import io.berth.snapshot.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** {@code docker import}: a root file system's tar becomes an image of one layer. */
@Component
class ImageImport {

  private static final long LIMIT = 128L << 30;

  private final BlobStore blobs;
  private final LayerStore layers;
  private final ImageRegistration registration;
  private final ImageCatalog catalog;
  private final ContentGarbage garbage;
  private final ImageEvents events;

  ImageImport(
      BlobStore blobs,
      LayerStore layers,
      ImageRegistration registration,
      ImageCatalog catalog,
      ContentGarbage garbage,
      ImageEvents events) {
    this.blobs = blobs;
    this.layers = layers;
    this.registration = registration;
    this.catalog = catalog;
    this.garbage = garbage;
    this.events = events;
  }

  Digest importTar(Images.ImportRequest request, InputStream tar)
      throws IOException, InterruptedException {
    ImageConfig.Execution execution = ConfigChanges.apply(null, request.changes());
    ImageReference target = request.target();
    if (target != null) {
      catalog.requireMayName(target.orLatest());
    }
    try (ContentGarbage.Hold _ = garbage.hold()) {
      Descriptor raw = blobs.ingest(MediaType.OCI_LAYER_TAR, tar, LIMIT);
      Descriptor blob =
          new Descriptor(registration.layerType(raw.digest()), raw.digest(), raw.size());
      Digest diffId;
      try (InputStream packed = blobs.open(blob.digest())) {
        diffId = layers.unpack(packed, null, _ -> {}).diffId();
      }
      Digest id =
          registration.register(
              OciJson.write(config(request, execution, diffId)), List.of(blob), target);
      events.publish("import", id, id.toString());
      return id;
    } catch (RuntimeException e) {
      garbage.collect();
      throw e;
    }
  }

  private static ImageConfig config(
      Images.ImportRequest request, ImageConfig.Execution execution, Digest diffId) {
    Platform asked = request.platform();
    Platform platform = asked == null ? Platform.host() : asked;
    String now = Instant.now().toString();
    String comment = request.message().isEmpty() ? "Imported from -" : request.message();
    return new ImageConfig(
        now,
        null,
        platform.architecture(),
        platform.os(),
        platform.variant(),
        execution,
        new ImageConfig.RootFs("layers", List.of(diffId.toString())),
        List.of(new ImageConfig.History(now, null, null, comment, null)));
  }
}
