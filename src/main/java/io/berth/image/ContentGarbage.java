package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Digest;
import io.berth.oci.ManifestContent;
import io.berth.snapshot.LayerStore;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Deletes content that no image needs. While somebody holds content that no image names yet, such
 * as a pull, the sweep waits for the last holder's end.
 */
@Component
class ContentGarbage {

  private final ImageCatalog catalog;
  private final BlobStore blobs;
  private final LayerStore layers;
  private final ImageDocuments documents;
  private final PushedBlobs pushed;
  private final KeptLife kept;
  private int holders;
  private boolean pending;

  ContentGarbage(
      ImageCatalog catalog,
      BlobStore blobs,
      LayerStore layers,
      ImageDocuments documents,
      PushedBlobs pushed,
      KeptLife kept) {
    this.kept = kept;
    this.documents = documents;
    this.pushed = pushed;
    this.catalog = catalog;
    this.blobs = blobs;
    this.layers = layers;
  }

  /** Ends when it is closed. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** From now on, nothing is deleted. */
  synchronized Hold hold() {
    holders++;
    return this::release;
  }

  /** Deletes now, or when the last holder lets go. */
  synchronized void collect() {
    if (holders > 0) {
      pending = true;
      return;
    }
    pending = false;
    StoredImages images = catalog.current();
    Set<Digest> neededLayers = images.neededLayers();
    layers.list().stream().filter(d -> !neededLayers.contains(d)).forEach(layers::remove);
    Set<Digest> neededBlobs = images.neededBlobs();
    neededBlobs.addAll(pushed.digests());
    neededBlobs.addAll(kept.sweep(images));
    images.documents().stream()
        .flatMap(document -> documents.content(document).stream())
        .flatMap(ManifestContent::blobs)
        .forEach(blob -> neededBlobs.add(blob.digest()));
    blobs.list().stream().filter(d -> !neededBlobs.contains(d)).forEach(blobs::delete);
  }

  /** The same, and what unfinished downloads have brought is not kept for the next one. */
  synchronized void collectWithParts() {
    collect();
    if (holders == 0) {
      blobs.removeParts();
    }
  }

  private synchronized void release() {
    holders--;
    if (holders == 0 && pending) {
      collect();
    }
  }
}
