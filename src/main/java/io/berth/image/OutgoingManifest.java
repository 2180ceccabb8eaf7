package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Descriptor;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import java.util.List;

/** The manifest that goes with an image to somebody else. */
final class OutgoingManifest {

  private OutgoingManifest() {}

  /** As it was received, if the layers are here as they were; else one of what is here. */
  static byte[] of(BlobStore blobs, StoredImage image) {
    byte[] received = blobs.read(image.manifest(), Manifest.LARGEST);
    List<Descriptor> kept = image.layers().stream().map(StoredImage.StoredLayer::blob).toList();
    if (Descriptor.digests(OciJson.manifest(received).layers()).equals(Descriptor.digests(kept))) {
      return received;
    }
    Descriptor config = new Descriptor(MediaType.OCI_CONFIG, image.id(), blobs.size(image.id()));
    return oci(new Manifest(2, MediaType.OCI_MANIFEST, config, kept));
  }

  /** The same for an OCI layout, whose readers need not know Docker's media types. */
  static byte[] forLayout(BlobStore blobs, StoredImage image) {
    byte[] manifest = of(blobs, image);
    return MediaType.DOCKER_MANIFEST.equals(OciJson.mediaTypeOf(manifest))
        ? oci(OciJson.manifest(manifest))
        : manifest;
  }

  private static byte[] oci(Manifest manifest) {
    return OciJson.write(
        new Manifest(
            2,
            MediaType.OCI_MANIFEST,
            typed(MediaType.OCI_CONFIG, manifest.config()),
            manifest.layers().stream().map(layer -> typed(layerType(layer), layer)).toList()));
  }

  private static String layerType(Descriptor layer) {
    String type = layer.mediaType();
    return MediaType.OCI_LAYER_TAR
        + (type.endsWith("gzip") ? "+gzip" : type.endsWith("zstd") ? "+zstd" : "");
  }

  private static Descriptor typed(String type, Descriptor blob) {
    return new Descriptor(type, blob.digest(), blob.size());
  }
}
