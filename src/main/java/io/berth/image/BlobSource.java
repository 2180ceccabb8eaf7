package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.registry.BlobSink;

/** Where the blobs of an image come from that are not here. */
@FunctionalInterface
interface BlobSource {
  void blob(Descriptor blob, BlobSink sink) throws InterruptedException;
}
