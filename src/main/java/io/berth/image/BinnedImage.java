package io.berth.image;

import io.berth.bin.Stay;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.util.List;

/**
 * Names in the bin. As long as they are there, their image is kept.
 *
 * @param names none for an image that had none
 */
record BinnedImage(String id, Digest image, List<ImageReference> names, Stay stay) {
  BinnedImage {
    names = List.copyOf(names);
  }
}
