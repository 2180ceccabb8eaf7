package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.NotFound;
import io.berth.image.Images.LayerContent;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaType;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.springframework.stereotype.Component;

/** Layers that are made here, to stand on those of another image. */
@Component
class NewLayers {

  private static final int BUFFER = 64 * 1024;

  private final BlobStore blobs;
  private final ImageCatalog catalog;
  private final ImageRegistration registration;

  NewLayers(BlobStore blobs, ImageCatalog catalog, ImageRegistration registration) {
    this.blobs = blobs;
    this.catalog = catalog;
    this.registration = registration;
  }

  record Layer(Descriptor blob, Digest diffId) {}

  /** Of this id, whoever sees it. */
  StoredImage image(String id) {
    return catalog
        .current()
        .byId(Digest.parse(id))
        .orElseThrow(() -> new NotFound("No such image: " + id));
  }

  /** Those of an image that is here, the base first. */
  List<Descriptor> of(StoredImage image) {
    return image.layers().stream()
        .map(StoredImage.StoredLayer::blob)
        .map(blob ->
            new Descriptor(registration.layerType(blob.digest()), blob.digest(), blob.size()))
        .toList();
  }

  /** Writes a layer's blob; empty when there is nothing in it. */
  Optional<Layer> write(LayerContent content) {
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
    return something.get() ? Optional.of(new Layer(blob, Digest.sha256Of(hash))) : Optional.empty();
  }
}
