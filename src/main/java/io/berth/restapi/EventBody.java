package io.berth.restapi;

import io.berth.event.Event;
import io.berth.security.SecretNames;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened, in the words of {@code docker events}.
 *
 * @param type {@code container}, {@code image}, {@code network} or {@code volume}
 * @param object the object's id or name
 */
record EventBody(
    Instant at, String type, String action, String object, Map<String, String> attributes) {

  static EventBody of(Event event) {
    return new EventBody(
        event.at(),
        event.type(),
        event.action(),
        event.actorId(),
        SecretNames.masked(event.attributes()));
  }
}
