package io.berth.image;

import java.util.List;

/** Says which containers use an image; the container service implements it. */
public interface ImageUsers {

  /** Containers made from the image, running or not, and those in the bin. */
  List<ImageUser> usersOf(String imageId);

  /**
   * @param inBin nobody sees it, but it needs the image to come back
   */
  record ImageUser(String containerId, boolean running, boolean inBin) {}
}
