package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;

/** One layer that an image needs, and where to get it. */
record LayerJob(BlobSource from, Descriptor blob, Digest diffId) {}
