package io.berth.container;

import io.berth.container.ContainerView.MountPoint;
import java.util.List;

/**
 * What was decided for a container when it was created.
 *
 * @param layers unpacked layers of its image, the topmost first
 */
record Layout(List<String> layers, List<Mounted> mounts) {

  /**
   * @param anonymous whether {@code rm -v} removes the volume
   * @param listed whether inspection shows it
   */
  record Mounted(
      MountPoint point,
      boolean anonymous,
      boolean createSource,
      boolean listed,
      List<String> tmpfsOptions) {

    Mounted at(MountPoint other) {
      return new Mounted(other, anonymous, createSource, listed, tmpfsOptions);
    }
  }

  Layout {
    layers = List.copyOf(layers);
    mounts = List.copyOf(mounts);
  }
}
