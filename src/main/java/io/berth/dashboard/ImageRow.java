package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.image.Images.ImageSummary;
import java.time.Instant;
import java.util.List;

/**
 * An image as a list shows it.
 *
 * @param users containers made from it
 */
record ImageRow(
    String id,
    String shortId,
    List<String> names,
    String size,
    String shared,
    String created,
    List<User> users) {

  record User(String id, String name, boolean running) {

    static User of(ContainerView view) {
      return new User(
          view.id(), view.name(), view.state().status() == ContainerView.Status.RUNNING);
    }
  }

  static ImageRow of(ImageSummary image, List<ContainerView> users, Instant now) {
    return new ImageRow(
        image.id(),
        Units.shortId(image.id()),
        image.repoTags(),
        Units.bytes(image.size()),
        image.sharedSize() > 0 ? Units.bytes(image.sharedSize()) : "",
        Units.ago(image.created(), now),
        users.stream().map(User::of).toList());
  }
}
