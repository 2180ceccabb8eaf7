package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image as the catalog knows it.
 *
 * @param id digest of the configuration
 * @param manifest digest of the manifest that describes it
 * @param documents manifests and indexes that named it, {@code manifest} among them
 * @param layers the base first
 * @param parent the image that a build made this one of, or empty for none; null when no build made
 *     it
 * @param retained only for containers, gone for people
 * @param references canonical names, sorted
 */
record StoredImage(
    Digest id,
    Digest manifest,
    Set<Digest> documents,
    List<StoredLayer> layers,
    Instant created,
    @Nullable Instant tagged,
    @Nullable String parent,
    boolean retained,
    List<ImageReference> references) {

  record StoredLayer(Digest diffId, Descriptor blob) {}

  StoredImage {
    documents = Set.copyOf(documents);
    layers = List.copyOf(layers);
    references = List.copyOf(references);
  }

  List<ImageReference> tags() {
    return references.stream().filter(r -> r.digest() == null).toList();
  }

  List<ImageReference> digests() {
    return references.stream().filter(r -> r.digest() != null).toList();
  }

  /** Nothing but a tag gives an image a name of its own. */
  boolean isDangling() {
    return tags().isEmpty();
  }
}
