package io.berth.image;

import io.berth.image.ImageFiles.ImageName;
import io.berth.image.ImageUsers.ImageUser;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What would go if images were removed, without removing any. */
public interface ImagePlans {

  /** The image with all its names. */
  RemovalPlan removal(String ref);

  /** What {@link Images#prune} with the same filters would remove. */
  PrunePlan prune(Map<String, Set<String>> filters);

  /**
   * @param freedBytes of layers that no other image has; 0 while containers use the image
   * @param users containers made from it
   */
  record RemovalPlan(
      ImageName image,
      List<String> tags,
      List<String> digests,
      long freedBytes,
      List<ImageUser> users) {}

  /**
   * @param freedBytes of layers that no image has afterwards, each counted once
   */
  record PrunePlan(List<PrunedImage> images, long freedBytes) {}

  /**
   * @param size bytes of all its layers, of which others may keep some
   */
  record PrunedImage(ImageName image, long size) {}
}
