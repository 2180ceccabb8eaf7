package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Configuration as JSON documents: stored, and laid over one another. */
final class Documents {

  /** What the columns hold. */
  private static final int MAX_CHARACTERS = 1_000_000;

  /** Maps that say something by their keys alone, as {@code --tmpfs /run} does. */
  private static final Set<String> NAMES_COUNT = Set.of("Tmpfs", "Annotations", "Sysctls");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Documents() {}

  static String write(Object value) {
    String text = JSON.writeValueAsString(value);
    if (text.length() > MAX_CHARACTERS) {
      throw new InvalidRequest("configuration is larger than " + MAX_CHARACTERS + " characters");
    }
    return text;
  }

  static <T> T read(String text, Class<T> type) {
    return JSON.readValue(text, type);
  }

  static <T> T read(String text, TypeReference<T> type) {
    return JSON.readValue(text, type);
  }

  static ObjectNode tree(HostConfig config) {
    return JSON.valueToTree(config);
  }

  static ObjectNode tree(ContainerConfig config) {
    return JSON.valueToTree(config);
  }

  static ContainerConfig withHostname(ContainerConfig config, String hostname) {
    ObjectNode tree = tree(config);
    tree.put("Hostname", hostname);
    return read(tree, ContainerConfig.class);
  }

  static JsonNode node(@Nullable Object value) {
    return JSON.valueToTree(value);
  }

  static <T> T read(JsonNode tree, Class<T> type) {
    return JSON.treeToValue(tree, type);
  }

  /** The base with every field that the other one sets. */
  static HostConfig overlay(HostConfig base, HostConfig over) {
    return overlay(tree(base), over);
  }

  /** {@link #overlay(HostConfig, HostConfig)} for a base that is used often; it is not changed. */
  static HostConfig overlay(ObjectNode base, HostConfig over) {
    ObjectNode result = base.deepCopy();
    JsonNode changes = JSON.valueToTree(over);
    for (Map.Entry<String, JsonNode> field : changes.properties()) {
      if (isSet(field)) {
        result.set(field.getKey(), field.getValue());
      }
    }
    return JSON.treeToValue(result, HostConfig.class);
  }

  /** Names of the fields that say something, other than the ones given. */
  static Set<String> fieldsBeside(HostConfig config, Set<String> known) {
    return tree(config).properties().stream()
        .filter(Documents::isSet)
        .map(Map.Entry::getKey)
        .filter(name -> !known.contains(name))
        .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new));
  }

  private static boolean isSet(Map.Entry<String, JsonNode> field) {
    return isSet(field.getValue())
        || NAMES_COUNT.contains(field.getKey()) && !field.getValue().isEmpty();
  }

  private static boolean isSet(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream().anyMatch(field -> isSet(field.getValue()));
    }
    if (value.isArray()) {
      return !value.isEmpty();
    }
    if (value.isNumber()) {
      return value.asLong() != 0;
    }
    return value.isBoolean() ? value.asBoolean() : !value.isNull() && !value.asString().isEmpty();
  }
}
