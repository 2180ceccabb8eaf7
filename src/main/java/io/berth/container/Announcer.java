package io.berth.container;

import io.berth.event.Event;
import io.berth.event.EventBus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Tells the world what happens to containers, with Docker's attributes. */
final class Announcer {

  private final EventBus events;

  Announcer(EventBus events) {
    this.events = events;
  }

  void container(Container container, String action) {
    container(container, action, Map.of());
  }

  void container(Container container, String action, Map<String, String> more) {
    container(container, action, more, Map.of());
  }

  void container(
      Container container, String action, Map<String, String> more, Map<String, String> inner) {
    Map<String, String> attributes = new HashMap<>();
    container.config.labels().forEach((key, value) -> attributes.put(key, Unset.or(value)));
    attributes.put("image", container.image);
    attributes.put("name", container.name);
    attributes.putAll(more);
    events.publish(new Event("container", action, container.id, attributes, Instant.now(), inner));
  }

  /**
   * @param action {@code connect} or {@code disconnect}
   */
  void network(Container container, String action) {
    Networks network = Networks.of(container.hostConfig);
    Map<String, String> attributes =
        Map.of("container", container.id, "name", network.mode(), "type", network.driver());
    events.publish(new Event("network", action, network.id(), attributes, Instant.now()));
  }

  /**
   * @param action {@code mount} or {@code unmount}
   */
  void volume(Container container, String action, Layout.Mounted mount) {
    Map<String, String> attributes =
        Map.of(
            "container",
            container.id,
            "destination",
            mount.point().destination(),
            "driver",
            "local",
            "propagation",
            "",
            "read/write",
            String.valueOf(mount.point().readWrite()));
    events.publish(new Event("volume", action, mount.point().name(), attributes, Instant.now()));
  }
}
