package io.berth.restapi;

import io.berth.failure.InvalidRequest;
import io.berth.team.SeenEvents;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happened in the engine lately. */
@RestController
class EventController {

  private static final int MOST = 1000;

  private final SeenEvents events;

  EventController(SeenEvents events) {
    this.events = events;
  }

  /**
   * Newest first, as far as the engine's memory reaches.
   *
   * @param object a full id or name
   */
  @GetMapping("/api/events")
  List<EventBody> list(
      @RequestParam(defaultValue = "") String type,
      @RequestParam(defaultValue = "") String object,
      @RequestParam(required = false) @Nullable Instant since,
      @RequestParam(required = false) @Nullable Instant until,
      @RequestParam(defaultValue = "200") int limit) {
    if (limit < 1 || limit > MOST) {
      throw new InvalidRequest("limit must be between 1 and " + MOST);
    }
    return events.past(since == null ? Instant.EPOCH : since, until).reversed().stream()
        .filter(event -> type.isEmpty() || event.type().equals(type))
        .filter(event ->
            object.isEmpty()
                || event.actorId().equals(object)
                || object.equals(event.attributes().get("name")))
        .limit(limit)
        .map(EventBody::of)
        .toList();
  }
}
