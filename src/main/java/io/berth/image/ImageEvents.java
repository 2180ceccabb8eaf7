package io.berth.image;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.oci.Digest;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.time.Instant;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Publishes what happens to images, when there is somebody to publish to. */
@Component
class ImageEvents {

  private final ObjectProvider<EventBus> bus;
  private final Ownership ownership;

  ImageEvents(ObjectProvider<EventBus> bus, Ownership ownership) {
    this.bus = bus;
    this.ownership = ownership;
  }

  /** Pulls are about a name, everything else about the image. */
  void publish(String action, Digest image, String name) {
    publish(action, image, name, ownership.of(Kind.IMAGE, image.toString()));
  }

  /** The same of one that may be nobody's any more. */
  void publish(String action, Digest image, String name, Owners owners) {
    String actor = action.equals("pull") ? name : image.toString();
    bus.ifAvailable(b ->
        b.publish(
            new Event(
                "image", action, actor, owners.teams(), Map.of("name", name), Instant.now())));
  }
}
