package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** How images are described to others: as they were received, where what that names is here. */
@Component
class OutgoingManifests {

  static final int LARGEST = 4 * 1024 * 1024;

  private final BlobStore blobs;

  OutgoingManifests(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** As it was received, if its layers are here as they were; otherwise of what is here. */
  byte[] manifest(StoredImage image) {
    byte[] received = blobs.read(image.manifest(), LARGEST);
    Set<Digest> here =
        image.layers().stream().map(layer -> layer.blob().digest()).collect(Collectors.toSet());
    if (OciJson.manifest(received).layers().stream()
        .allMatch(layer -> here.contains(layer.digest()))) {
      return received;
    }
    Descriptor config = new Descriptor(MediaType.OCI_CONFIG, image.id(), blobs.size(image.id()));
    List<Descriptor> layers = image.layers().stream().map(StoredImage.StoredLayer::blob).toList();
    return OciJson.write(new Manifest(2, MediaType.OCI_MANIFEST, config, layers));
  }

  /** A document of an image, if it is a manifest and not an index. */
  Optional<Manifest> read(Digest document) {
    if (!blobs.has(document)) {
      return Optional.empty();
    }
    byte[] content = blobs.read(document, LARGEST);
    return MediaType.isManifest(OciJson.mediaTypeOf(content))
        ? Optional.of(OciJson.manifest(content))
        : Optional.empty();
  }

  /** The same, if all that it names is here as well. */
  Optional<Manifest> complete(Digest document) {
    return read(document)
        .filter(manifest ->
            blobs.has(manifest.config().digest())
                && manifest.layers().stream().allMatch(layer -> blobs.has(layer.digest())));
  }
}
