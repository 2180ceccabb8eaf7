package io.berth.image;

import io.berth.oci.ImageConfig;
import java.util.List;

/** Which instruction made which layer. */
final class LayerSteps {

  private LayerSteps() {}

  /** One a layer, the base first; empty when the image's history does not fit its layers. */
  static List<ImageConfig.History> of(ImageConfig config, int layers) {
    List<ImageConfig.History> history = config.history();
    List<ImageConfig.History> made =
        history == null
            ? List.of()
            : history.stream().filter(step -> !Boolean.TRUE.equals(step.emptyLayer())).toList();
    return made.size() == layers ? made : List.of();
  }
}
