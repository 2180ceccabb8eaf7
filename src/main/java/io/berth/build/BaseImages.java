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
  private final BuildRequest request;
  private final BuildOutput output;

  BaseImages(Images images, BuildRequest request, BuildOutput output) {
    this.images = images;
    this.request = request;
    this.output = output;
  }

  /**
   * @param platform null for any that is here, or the host's
   */
  ImageRootfs get(String name, @Nullable Platform platform) throws InterruptedException {
    if (!request.pull()) {
      try {
        ImageRootfs here = images.rootfs(name);
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
        output.pulls());
    ImageRootfs pulled = images.rootfs(name);
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
