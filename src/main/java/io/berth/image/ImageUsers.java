package io.berth.image;

import java.util.List;

/** Says which containers use an image; the container service implements it. */
public interface ImageUsers {

  /** Containers made from the image, running or not. */
  List<ImageUser> usersOf(String imageId);

  record ImageUser(String containerId, boolean running) {}
}
