package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.BerthException;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.ManifestContent;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The manifests and indexes by which images came. */
@Component
class ImageDocuments {

  private static final int REMEMBERED = 1000;

  /** Bytes of a document that is remembered. */
  private static final long SMALL = 16 * 1024;

  private final BlobStore blobs;
  private final Remembered<Digest, ManifestContent> contents = new Remembered<>(REMEMBERED);

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

  /** What a document says, whatever it is of; empty when it is not here or damaged. */
  Optional<ManifestContent> content(Digest document) {
    if (!blobs.has(document)) {
      return Optional.empty();
    }
    try {
      Supplier<ManifestContent> read =
          () -> OciJson.content(blobs.read(document, Manifest.LARGEST));
      return Optional.of(blobs.size(document) > SMALL ? read.get() : contents.get(document, read));
    } catch (BerthException e) {
      return Optional.empty();
    }
  }

  /** Bytes of a document and all the blobs that it names. */
  long size(Digest document) {
    return content(document).stream()
        .flatMap(ManifestContent::blobs)
        .distinct()
        .mapToLong(Descriptor::size)
        .sum();
  }

  /** A manifest of an image, if all that it names is here as well. */
  Optional<Manifest> complete(Digest document) {
    return read(document)
        .filter(manifest -> manifest.blobs().allMatch(blob -> blobs.has(blob.digest())));
  }
}
