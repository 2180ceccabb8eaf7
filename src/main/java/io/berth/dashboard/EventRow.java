package io.berth.dashboard;

import io.berth.event.Event;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An event as the timeline shows it.
 *
 * @param link a container's id, or empty
 * @param linkText how the container is called here; empty when it is the object itself
 * @param bad whether somebody may want to look
 */
record EventRow(
    String time,
    String type,
    String action,
    String object,
    String link,
    String linkText,
    String facts,
    boolean bad) {

  /** Attributes worth a word, with that word. */
  private static final Map<String, String> FACTS =
      Map.of(
          "exitCode", "exit code",
          "signal", "signal",
          "image", "image",
          "oldName", "before",
          "destination", "at");

  static EventRow of(Event event) {
    boolean container = event.type().equals("container");
    String other = container ? "" : event.attributes().getOrDefault("container", "");
    return new EventRow(
        Moments.time(event.at()),
        event.type(),
        event.action().replace('_', ' '),
        object(event),
        container ? event.actorId() : other,
        other.isEmpty() ? "" : "container " + Units.shortId(other),
        event.attributes().entrySet().stream()
            .filter(fact -> FACTS.containsKey(fact.getKey()) && !fact.getValue().isEmpty())
            .map(fact -> FACTS.get(fact.getKey()) + " " + fact.getValue())
            .sorted()
            .collect(Collectors.joining(", ")),
        event.action().equals("oom")
            || event.action().equals("die")
                && !event.attributes().getOrDefault("exitCode", "0").equals("0"));
  }

  private static String object(Event event) {
    String name = event.attributes().getOrDefault("name", "");
    return name.isEmpty()
        ? Units.shortId(event.actorId())
        : name.startsWith("sha256:") ? Units.shortId(name) : name;
  }

  /** Whether it happened to this object, named by name or by the begin of its id. */
  static boolean concerns(Event event, String object) {
    String wanted = object.toLowerCase(Locale.ROOT);
    return object(event).toLowerCase(Locale.ROOT).contains(wanted)
        || event.actorId().toLowerCase(Locale.ROOT).startsWith(wanted)
        || event.attributes().getOrDefault("container", "").startsWith(wanted);
  }

  static boolean holds(Event event, String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return List.of(event.type(), event.action(), event.actorId(), event.attributes().toString())
        .stream()
        .anyMatch(part -> part.toLowerCase(Locale.ROOT).contains(wanted));
  }
}
