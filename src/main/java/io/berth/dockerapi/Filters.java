package io.berth.dockerapi;

import io.berth.failure.InvalidRequest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The {@code filters} parameter: JSON that names values by key, as a map of maps ({@code
 * {"label":{"a=b":true}}}) or of lists ({@code {"label":["a=b"]}}).
 */
public final class Filters {

  private Filters() {}

  /**
   * @return the values by key, in the client's order; empty when the parameter is missing
   * @throws InvalidRequest neither form
   */
  public static Map<String, Set<String>> parse(@Nullable String json) {
    if (json == null || json.isBlank()) {
      return Map.of();
    }
    JsonNode root;
    try {
      root = DockerJson.MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new InvalidRequest("invalid filter: " + e.getOriginalMessage(), e);
    }
    if (root.isNull()) {
      return Map.of();
    }
    if (!root.isObject()) {
      throw new InvalidRequest("invalid filter: not an object");
    }
    Map<String, Set<String>> filters = new LinkedHashMap<>();
    root.properties().forEach(entry -> filters.put(entry.getKey(), values(entry.getValue())));
    return filters;
  }

  /**
   * @throws InvalidRequest a key that is not known
   */
  static void requireKnown(Map<String, Set<String>> filters, Set<String> known) {
    for (String key : filters.keySet()) {
      if (!known.contains(key)) {
        throw new InvalidRequest("Invalid filter '" + key + "'");
      }
    }
  }

  private static Set<String> values(JsonNode node) {
    Set<String> values = new LinkedHashSet<>();
    if (node.isObject()) {
      node.properties()
          .forEach(entry -> {
            if (entry.getValue().asBoolean(true)) {
              values.add(entry.getKey());
            }
          });
    } else if (node.isArray()) {
      node.values().forEach(value -> values.add(text(value)));
    } else if (!node.isNull()) {
      throw new InvalidRequest("invalid filter: a key's values must be a list or a map");
    }
    return values;
  }

  private static String text(JsonNode value) {
    if (!value.isValueNode()) {
      throw new InvalidRequest("invalid filter: a value must be text");
    }
    return value.asString();
  }
}
