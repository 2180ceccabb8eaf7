package io.berth.build;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.image.ImageRootfs;
import io.berth.image.Images;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import org.jspecify.annotations.Nullable;

/** Images that builds begin with, or copy from: those that are here, or pulled. */
final class BaseImages {

  private final Images images;
  private final Images.Building building;
  private final Turns turns;
  private final BuildRequest request;

  BaseImages(Images images, Images.Building building, Turns turns, BuildRequest request) {
    this.images = images;
    this.building = building;
    this.turns = turns;
    this.request = request;
  }

  /**
   * @param platform null for any that is here, or the host's
   */
  ImageRootfs get(String name, @Nullable Platform platform, Images.PullListener pulls)
      throws InterruptedException {
    try (Turns.Turn _ = turns.take(name)) {
      return found(name, platform, pulls);
    }
  }

  private ImageRootfs found(String name, @Nullable Platform platform, Images.PullListener pulls)
      throws InterruptedException {
    if (!request.pull()) {
      try {
        ImageRootfs here = building.base(name);
        if (platform == null || fits(here, platform)) {
          return here;
        }
      } catch (NotFound e) {
        // pulled below
      }
    }
    ImageReference reference = ImageReference.parse(name).orLatest();
    images.pull(
        new Images.PullRequest(
            reference, false, platform, request.credentials().apply(reference.domain())),
        pulls);
    ImageRootfs pulled = building.base(name);
    if (platform != null && !fits(pulled, platform)) {
      throw new InvalidRequest(
          "image %s is for %s/%s, not for %s"
              .formatted(name, pulled.config().os(), pulled.config().architecture(), platform));
    }
    return pulled;
  }

  private static boolean fits(ImageRootfs image, Platform platform) {
    return platform.os().equals(image.config().os())
        && platform.architecture().equals(image.config().architecture());
  }
}
