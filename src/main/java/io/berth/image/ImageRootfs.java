package io.berth.image;

import io.berth.oci.ImageConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * What a container needs of an image.
 *
 * @param imageId {@code sha256:…}, the digest of the configuration
 * @param reference as the user typed it, for display
 * @param layers unpacked layer directories, the topmost first; empty for an image of none
 */
public record ImageRootfs(String imageId, String reference, ImageConfig config, List<Path> layers) {
  public ImageRootfs {
    layers = List.copyOf(layers);
  }
}
