package io.berth.networks;

import io.berth.failure.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Docker's filters of networks. Values of one key are alternatives, but all labels must be met. */
final class NetworkFilters {

  private static final Set<String> LIST =
      Set.of("dangling", "driver", "id", "label", "label!", "name", "scope", "type");
  private static final Set<String> PRUNE = Set.of("until", "label", "label!");

  private NetworkFilters() {}

  static void requireForList(Map<String, Set<String>> filters) {
    requireKnown(filters, LIST);
  }

  static void requireForPrune(Map<String, Set<String>> filters) {
    requireKnown(filters, PRUNE);
  }

  private static void requireKnown(Map<String, Set<String>> filters, Set<String> known) {
    for (String key : filters.keySet()) {
      if (!known.contains(key)) {
        throw new InvalidRequest("Invalid filter '" + key + "'");
      }
    }
  }

  static boolean match(
      Network network, Map<String, Set<String>> filters, Predicate<Network> inUse) {
    return filters.entrySet().stream()
        .allMatch(filter -> {
          Set<String> values = filter.getValue();
          return switch (filter.getKey()) {
            case "label" -> values.stream().allMatch(value -> hasLabel(network, value));
            case "label!" -> values.stream().noneMatch(value -> hasLabel(network, value));
            default ->
                values.isEmpty()
                    || values.stream()
                        .anyMatch(value -> matches(network, filter.getKey(), value, inUse));
          };
        });
  }

  private static boolean matches(
      Network network, String key, String value, Predicate<Network> inUse) {
    return switch (key) {
      case "name" -> network.name().contains(value);
      case "id" -> network.id().startsWith(value);
      case "driver" -> network.driver().equals(value);
      case "scope" -> value.equals("local");
      case "type" -> type(value).equals(network.isUserDefined() ? "custom" : "builtin");
      case "dangling" -> truth(value) == (network.isUserDefined() && !inUse.test(network));
      case "until" -> network.created().isBefore(until(value));
      default -> false;
    };
  }

  private static String type(String value) {
    if (!value.equals("custom") && !value.equals("builtin")) {
      throw new InvalidRequest("invalid filter: 'type'='" + value + "'");
    }
    return value;
  }

  private static boolean hasLabel(Network network, String wanted) {
    String[] pair = wanted.split("=", 2);
    String value = network.labels().get(pair[0]);
    return value != null && (pair.length == 1 || pair[1].equals(value));
  }

  private static boolean truth(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "t" -> true;
      case "false", "0", "f" -> false;
      default -> throw new InvalidRequest("invalid filter 'dangling=" + value + "'");
    };
  }

  /** A time of Unix in seconds, an age such as {@code 1h30m}, or a time in words. */
  private static Instant until(String value) {
    if (value.matches("\\d{1,12}(\\.\\d{1,9})?")) {
      return Instant.ofEpochMilli((long) (Double.parseDouble(value) * 1000));
    }
    try {
      return value.matches("(\\d{1,9}[hms])+")
          ? Instant.now().minus(Duration.parse("PT" + value.toUpperCase(Locale.ROOT)))
          : Instant.parse(value);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new InvalidRequest("invalid filter 'until=" + value + "'", e);
    }
  }
}
