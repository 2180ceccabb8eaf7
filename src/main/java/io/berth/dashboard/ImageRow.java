package io.berth.dashboard;

import io.berth.image.Images.ImageSummary;
import java.time.Instant;
import java.util.List;

/** An image as a list shows it. */
record ImageRow(
    String id, String shortId, List<String> names, String size, String shared, String created) {

  static ImageRow of(ImageSummary image, Instant now) {
    return new ImageRow(
        image.id(),
        Units.shortId(image.id()),
        image.repoTags(),
        Units.bytes(image.size()),
        image.sharedSize() > 0 ? Units.bytes(image.sharedSize()) : "",
        Units.ago(image.created(), now));
  }
}
