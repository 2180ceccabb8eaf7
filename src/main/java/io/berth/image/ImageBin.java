package io.berth.image;

import io.berth.bin.BinItem;
import io.berth.bin.Compartment;
import java.util.Optional;

/** Names of images in the bin, and the images that are kept for them. */
public interface ImageBin extends Compartment {

  /**
   * Removes a name or an image as {@link Images#remove} does, so that it can come back.
   *
   * @return empty when the bin is off: then it is removed for good
   */
  Optional<BinItem> bin(String ref, boolean force);
}
