package io.berth.restapi;

import io.berth.container.ContainerView;
import io.berth.image.Images.ImageSummary;
import io.berth.security.SecretNames;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An image as lists show it.
 *
 * @param bytes of its layers, unpacked
 * @param sharedBytes of them in layers that other images have too
 * @param owners teams that see it; none for what is everybody's
 * @param users containers made from it
 */
record ImageBody(
    String id,
    List<String> names,
    List<String> digests,
    Instant createdAt,
    long bytes,
    long sharedBytes,
    Map<String, String> labels,
    List<String> owners,
    List<User> users) {

  record User(String id, String name) {}

  static ImageBody of(ImageSummary image, List<String> owners, List<ContainerView> containers) {
    return new ImageBody(
        image.id(),
        image.repoTags(),
        image.repoDigests(),
        image.created(),
        image.size(),
        image.sharedSize(),
        SecretNames.masked(image.labels()),
        owners,
        containers.stream()
            .filter(view -> view.imageId().equals(image.id()))
            .map(view -> new User(view.id(), view.name()))
            .toList());
  }
}
