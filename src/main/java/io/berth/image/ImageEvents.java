package io.berth.image;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.oci.Digest;
import java.time.Instant;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Publishes what happens to images, when there is somebody to publish to. */
@Component
class ImageEvents {

  private final ObjectProvider<EventBus> bus;

  ImageEvents(ObjectProvider<EventBus> bus) {
    this.bus = bus;
  }

  /** Pulls are about a name, everything else about the image. */
  void publish(String action, Digest image, String name) {
    String actor = action.equals("pull") ? name : image.toString();
    bus.ifAvailable(
        b -> b.publish(new Event("image", action, actor, Map.of("name", name), Instant.now())));
  }
}
