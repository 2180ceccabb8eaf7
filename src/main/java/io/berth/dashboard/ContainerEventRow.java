package io.berth.dashboard;

import io.berth.event.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Something that happened to a container. */
record ContainerEventRow(String action, String facts, String ago, String time) {

  private static final Set<String> KNOWN = Set.of("name", "image");

  /**
   * @param labels names of the container's labels, which every event repeats
   */
  static ContainerEventRow of(Event event, Set<String> labels, Instant now) {
    String facts =
        new TreeMap<>(event.attributes())
            .entrySet().stream()
                .filter(fact -> !KNOWN.contains(fact.getKey()) && !labels.contains(fact.getKey()))
                .map(ContainerEventRow::words)
                .collect(Collectors.joining(", "));
    return new ContainerEventRow(
        event.action(),
        facts,
        Units.ago(event.at(), now),
        event.at().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private static String words(Map.Entry<String, String> fact) {
    return fact.getKey() + " " + fact.getValue();
  }
}
