package io.berth.alert;

import io.berth.event.Event;
import io.berth.team.Owners;
import java.util.Map;

/** What something is wrong with: a container, or the disk. */
record Subject(String id, String name, Map<String, String> labels, Owners owners) {

  static final Subject DISK = new Subject("disk", "disk", Map.of(), Owners.EVERYBODY);

  static Subject of(Event event) {
    return new Subject(
        event.actorId(),
        event.attributes().getOrDefault("name", ""),
        event.attributes(),
        new Owners(event.teams()));
  }
}
