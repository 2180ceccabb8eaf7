package io.berth.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.berth.oci.Digest;
import java.util.ArrayList;
import java.util.List;

/** Chain IDs, see the OCI image specification, "Layer ChainID". */
final class ChainIds {

  private ChainIds() {}

  /** One a layer, the base first. */
  static List<Digest> of(StoredImage image) {
    List<Digest> chain = new ArrayList<>();
    for (StoredImage.StoredLayer layer : image.layers()) {
      chain.add(
          chain.isEmpty()
              ? layer.diffId()
              : Digest.sha256((chain.getLast() + " " + layer.diffId()).getBytes(UTF_8)));
    }
    return chain;
  }
}
