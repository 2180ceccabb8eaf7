package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.snapshot.LayerStore;
import jakarta.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/** Makes disk and database agree before the first request: what a crash left is removed. */
@Component
class ImageStartUp {

  private final BlobStore blobs;
  private final LayerStore layers;
  private final ContentGarbage garbage;

  ImageStartUp(BlobStore blobs, LayerStore layers, ContentGarbage garbage) {
    this.blobs = blobs;
    this.layers = layers;
    this.garbage = garbage;
  }

  @PostConstruct
  void reconcile() {
    try (ContentGarbage.Hold _ = garbage.hold()) {
      blobs.reconcile();
      layers.reconcile();
      garbage.collect();
    }
  }
}
