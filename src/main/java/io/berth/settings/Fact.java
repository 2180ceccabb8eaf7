package io.berth.settings;

import java.util.Comparator;
import java.util.List;

/**
 * Something that the configuration has decided or that the host is; only a restart changes it.
 * Never a secret.
 *
 * @param topic under which heading it belongs, such as {@code Engine}
 */
public record Fact(String topic, String name, String value) {

  /** What one room has to say. */
  @FunctionalInterface
  public interface Source {
    List<Fact> facts();
  }

  /** Of all rooms, by topic; within one in the order in which they were told. */
  public static List<Fact> of(List<Source> sources) {
    return sources.stream()
        .flatMap(source -> source.facts().stream())
        .sorted(Comparator.comparing(Fact::topic))
        .toList();
  }
}
