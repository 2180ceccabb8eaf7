package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.BerthException;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The manifests and indexes by which images came. */
@Component
class ImageDocuments {

  private final BlobStore blobs;

  ImageDocuments(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** A document of an image, if it is a manifest and not an index. */
  Optional<Manifest> read(Digest document) {
    if (!blobs.has(document)) {
      return Optional.empty();
    }
    try {
      byte[] content = blobs.read(document, Manifest.LARGEST);
      return MediaType.isManifest(OciJson.mediaTypeOf(content))
          ? Optional.of(OciJson.manifest(content))
          : Optional.empty();
    } catch (BerthException e) {
      return Optional.empty(); // damaged since it came
    }
  }

  /** The same, if all that it names is here as well. */
  Optional<Manifest> complete(Digest document) {
    return read(document)
        .filter(manifest -> manifest.blobs().allMatch(blob -> blobs.has(blob.digest())));
  }
}
