package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The filters of {@code container prune}: {@code until}, {@code label}, {@code label!}. */
final class PruneFilters {

  private PruneFilters() {}

  static Predicate<Container> of(Map<String, Set<String>> filters) {
    Predicate<Container> all = _ -> true;
    for (Map.Entry<String, Set<String>> filter : filters.entrySet()) {
      all = all.and(one(filter.getKey(), filter.getValue()));
    }
    return all;
  }

  private static Predicate<Container> one(String key, Set<String> values) {
    return switch (key) {
      case "until" -> createdBefore(values);
      case "label" -> ContainerFilters.every(values, ContainerFilters::labelled);
      case "label!" ->
          ContainerFilters.every(values, value -> ContainerFilters.labelled(value).negate());
      default -> throw new InvalidRequest("Invalid filter '" + key + "'");
    };
  }

  private static Predicate<Container> createdBefore(Set<String> values) {
    if (values.size() != 1) {
      throw new InvalidRequest("more than one until filter specified");
    }
    Instant limit = Until.parse(values.iterator().next(), Instant.now());
    return container -> container.created.isBefore(limit);
  }
}
