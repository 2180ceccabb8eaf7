package io.berth.container;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.failure.NotFound;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Tells the world what happens to containers, with Docker's attributes. */
final class Announcer {

  private final EventBus events;
  private final Ownership ownership;
  private final Networks networks;

  Announcer(EventBus events, Ownership ownership, Networks networks) {
    this.networks = networks;
    this.events = events;
    this.ownership = ownership;
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
    events.publish(event("container", action, container.id, container, attributes, inner));
  }

  /**
   * On every network of the container.
   *
   * @param action {@code connect} or {@code disconnect}
   */
  void networks(Container container, String action) {
    for (Attachment attachment : container.attachments) {
      try {
        network(container, networks.byId(attachment.network()), action);
      } catch (NotFound e) {
        // it was removed while nothing ran on it
      }
    }
  }

  void network(Container container, Network network, String action) {
    Map<String, String> attributes =
        Map.of("container", container.id, "name", network.name(), "type", network.driver());
    events.publish(event("network", action, network.id(), container, attributes, Map.of()));
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
    events.publish(event("volume", action, mount.point().name(), container, attributes, Map.of()));
  }

  /** What happens to a container is for those who see it, whatever else it is about. */
  private Event event(
      String type,
      String action,
      String actor,
      Container container,
      Map<String, String> attributes,
      Map<String, String> inner) {
    var teams = ownership.of(Kind.CONTAINER, container.id).teams();
    return new Event(type, action, actor, teams, attributes, Instant.now(), inner);
  }
}
