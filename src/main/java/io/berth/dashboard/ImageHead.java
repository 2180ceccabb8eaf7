package io.berth.dashboard;

import io.berth.image.ImageView;
import java.util.List;

/** What every page of one image shows. */
record ImageHead(String id, String shortId, String name, List<String> tags) {

  static ImageHead of(ImageView image) {
    String shortId = Units.shortId(image.id());
    return new ImageHead(
        image.id(),
        shortId,
        image.repoTags().isEmpty() ? shortId : image.repoTags().getFirst(),
        image.repoTags());
  }
}
