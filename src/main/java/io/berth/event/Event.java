package io.berth.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Something that happened, in the words of the Docker Engine API's {@code /events}.
 *
 * @param type {@code container}, {@code image}, {@code network}, {@code volume}
 * @param action such as {@code create}, {@code start}, {@code die}, {@code exec_start: sh}
 * @param actorId the object's id or name
 * @param teams ids of those whose thing it is about was then; none for everybody's
 * @param attributes labels and facts such as {@code name}, {@code image}, {@code exitCode}
 * @param inner facts for the engine's own rooms, which no client is told
 */
public record Event(
    String type,
    String action,
    String actorId,
    Set<String> teams,
    Map<String, String> attributes,
    Instant at,
    Map<String, String> inner) {
  public Event {
    teams = Set.copyOf(teams);
    attributes = Map.copyOf(attributes);
    inner = Map.copyOf(inner);
  }

  public Event(
      String type,
      String action,
      String actorId,
      Set<String> teams,
      Map<String, String> attributes,
      Instant at) {
    this(type, action, actorId, teams, attributes, at, Map.of());
  }
}
