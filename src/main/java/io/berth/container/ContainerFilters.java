package io.berth.container;

import io.berth.container.ContainerView.Status;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.log.Budgeted;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** The filters of {@code ps}: values of one key are alternatives, keys add up. */
final class ContainerFilters {

  private static final int MOST_STEPS = 1_000_000;
  private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");

  private final Function<String, Container> find;
  private final Function<String, String> imageId;
  private final Function<String, String> networkId;

  /**
   * @param find a container by its reference, or a failure
   * @param imageId an image's id by its reference, or the reference itself when there is no such
   *     image
   * @param networkId a network's id, likewise
   */
  ContainerFilters(
      Function<String, Container> find,
      Function<String, String> imageId,
      Function<String, String> networkId) {
    this.find = find;
    this.networkId = networkId;
    this.imageId = imageId;
  }

  Predicate<Container> of(Map<String, Set<String>> filters) {
    Predicate<Container> all = _ -> true;
    for (Map.Entry<String, Set<String>> filter : filters.entrySet()) {
      if (!filter.getValue().isEmpty()) {
        all = all.and(one(filter.getKey(), filter.getValue()));
      } else {
        one(filter.getKey(), Set.of());
      }
    }
    return all;
  }

  private Predicate<Container> one(String key, Set<String> values) {
    return switch (key) {
      case "id" -> any(values, value -> matches(key, value, c -> List.of(c.id)));
      case "name" -> any(values, v -> matches(key, v, c -> List.of(c.name, "/" + c.name)));
      case "label" -> every(values, ContainerFilters::labelled);
      case "status" -> any(values, ContainerFilters::inStatus);
      case "exited" -> any(values, ContainerFilters::exitedWith);
      case "ancestor" -> any(values, this::fromImage);
      case "before" -> any(values, v -> createdBefore(find.apply(v)));
      case "since" -> any(values, v -> createdAfter(find.apply(v)));
      case "expose" -> any(values, v -> exposes(v, false));
      case "publish" -> any(values, v -> exposes(v, true));
      case "volume" -> any(values, ContainerFilters::mounts);
      case "network" -> any(values, v -> isOn(networkId.apply(v)));
      case "health" -> any(values, ContainerFilters::inHealth);
      case "is-task" -> any(values, v -> c -> !truth(key, v));
      case "isolation" -> any(values, v -> c -> v.equals("default") || v.isEmpty());
      default -> throw new InvalidRequest("Invalid filter '" + key + "'");
    };
  }

  private static Predicate<Container> any(
      Set<String> values, Function<String, Predicate<Container>> test) {
    List<Predicate<Container>> tests = values.stream().map(test).toList();
    return container -> tests.stream().anyMatch(one -> one.test(container));
  }

  static Predicate<Container> every(
      Set<String> values, Function<String, Predicate<Container>> test) {
    List<Predicate<Container>> tests = values.stream().map(test).toList();
    return container -> tests.stream().allMatch(one -> one.test(container));
  }

  private static Predicate<Container> matches(
      String key, String value, Function<Container, List<String>> texts) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw new InvalidRequest("Invalid filter '" + key + "=" + value + "'", e);
    }
    return container ->
        texts.apply(container).stream().anyMatch(text -> found(pattern, text, key + "=" + value));
  }

  private static boolean found(Pattern pattern, String text, String filter) {
    try {
      return pattern.matcher(new Budgeted(text, MOST_STEPS)).find();
    } catch (Budgeted.Spent | StackOverflowError e) {
      throw new InvalidRequest("Invalid filter '" + filter + "': takes too long", e);
    }
  }

  static Predicate<Container> labelled(String wanted) {
    String[] pair = wanted.split("=", 2);
    return container -> {
      String value = container.config.labels().get(pair[0]);
      return value != null && (pair.length == 1 || pair[1].equals(value));
    };
  }

  private static Predicate<Container> inStatus(String value) {
    if (Arrays.stream(Status.values()).noneMatch(s -> word(s).equals(value))) {
      throw new InvalidRequest("invalid filter 'status=" + value + "'");
    }
    return container -> word(container.state.status()).equals(value);
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static Predicate<Container> exitedWith(String value) {
    int code;
    try {
      code = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("Invalid filter 'exited=" + value + "'", e);
    }
    return container ->
        container.state instanceof ContainerState.Exited(ContainerState.Facts facts)
            && facts.exitCode() == code;
  }

  private Predicate<Container> fromImage(String value) {
    String id = imageId.apply(value);
    return container -> container.imageId.equals(id) || container.image.equals(value);
  }

  private static Predicate<Container> createdBefore(Container other) {
    return container -> container.created.isBefore(other.created);
  }

  private static Predicate<Container> createdAfter(Container other) {
    return container -> container.created.isAfter(other.created);
  }

  private static Predicate<Container> exposes(String value, boolean published) {
    String[] parts = value.split("/", 2);
    Ports.Range range = Ports.range(parts[0]);
    if (range.first() == 0) {
      throw new InvalidRequest("invalid port specification: \"" + value + "\"");
    }
    String protocol =
        parts.length == 2 ? Ports.port(range.first() + "/" + parts[1]).protocol() : "tcp";
    return container ->
        (published ? publishedPorts(container) : Ports.exposed(container.config))
            .stream()
                .anyMatch(port ->
                    port.protocol().equals(protocol)
                        && port.number() >= range.first()
                        && port.number() <= range.last());
  }

  private static Set<Ports.Port> publishedPorts(Container container) {
    Run run = container.run;
    if (run == null) {
      return Set.of();
    }
    return run.network().ports().stream()
        .map(port -> new Ports.Port(port.containerPort(), port.protocol()))
        .collect(Collectors.toSet());
  }

  private static Predicate<Container> isOn(String network) {
    return container ->
        container.attachments.stream().anyMatch(one -> one.network().equals(network));
  }

  private static Predicate<Container> mounts(String value) {
    return container ->
        container.layout.mounts().stream()
            .map(Layout.Mounted::point)
            .anyMatch(point ->
                point.name().equals(value)
                    || point.destination().equals(value)
                    || point.source().equals(value));
  }

  private static Predicate<Container> inHealth(String value) {
    if (!HEALTH.contains(value)) {
      throw new InvalidRequest("invalid filter 'health=" + value + "'");
    }
    return container -> {
      Health health = container.health;
      return value.equals(health == null ? "none" : health.status().word());
    };
  }

  private static boolean truth(String key, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "t" -> true;
      case "false", "0", "f" -> false;
      default -> throw new InvalidRequest("invalid filter '" + key + "=" + value + "'");
    };
  }

  /** Used by {@code imageId}: failures mean that there is no such image. */
  static String orElse(Function<String, String> lookup, String ref) {
    try {
      return lookup.apply(ref);
    } catch (BerthException e) {
      return ref;
    }
  }
}
