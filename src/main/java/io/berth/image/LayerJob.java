package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;

/**
 * One layer that an image needs, and where to get it.
 *
 * @param registry whose downloads take turns
 */
record LayerJob(BlobSource from, String registry, Descriptor blob, Digest diffId) {}
