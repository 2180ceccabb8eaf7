package io.berth.snapshot;

import java.nio.file.Path;
import java.util.List;

/**
 * An overlay as a value; whoever needs the files mounts it.
 *
 * @param lowers read-only layer directories, the topmost layer first (overlayfs's own order); never
 *     empty, an image without layers has one empty directory
 * @param upper the writable layer
 * @param work overlayfs's work directory, on the upper's file system
 * @param merged where to mount it; exists and is empty
 */
public record OverlayMount(List<Path> lowers, Path upper, Path work, Path merged) {
  public OverlayMount {
    lowers = List.copyOf(lowers);
  }
}
