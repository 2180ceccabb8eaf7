package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image in full.
 *
 * @param id {@code sha256:…}
 * @param repoTags as people write them
 * @param layers the base first
 * @param size bytes of all layers, unpacked
 * @param lastTagTime null when nobody tagged it by hand
 */
public record ImageView(
    String id,
    List<String> repoTags,
    List<String> repoDigests,
    ImageConfig config,
    List<LayerView> layers,
    long size,
    Instant created,
    @Nullable Instant lastTagTime) {

  /**
   * @param blob the layer as the registry has it
   * @param size unpacked bytes
   * @param directory its unpacked files
   * @param damaged whether a verification has found these files changed
   */
  public record LayerView(
      Digest diffId, Digest blob, long blobSize, long size, Path directory, boolean damaged) {}

  /** Whether a verification has found a layer's files changed. */
  public boolean isDamaged() {
    return layers.stream().anyMatch(LayerView::damaged);
  }
}
