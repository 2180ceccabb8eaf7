package io.berth.dockerapi;

import io.berth.container.Containers.EndpointConfig;
import io.berth.failure.InvalidRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code EndpointConfig} as clients send it. */
final class EndpointReader {

  private EndpointReader() {}

  /** By the networks' names or ids. */
  static Map<String, EndpointConfig> readAll(JsonNode node) {
    Map<String, EndpointConfig> endpoints = new HashMap<>();
    node.properties().forEach(entry -> endpoints.put(entry.getKey(), read(entry.getValue())));
    return endpoints;
  }

  static EndpointConfig read(JsonNode node) {
    JsonNode ipam = node.path("IPAMConfig");
    Map<String, String> options = new HashMap<>();
    node.path("DriverOpts")
        .properties()
        .forEach(entry ->
            options.put(entry.getKey(), Objects.requireNonNullElse(text(entry.getValue()), "")));
    return new EndpointConfig(
        text(ipam.path("IPv4Address")),
        text(ipam.path("IPv6Address")),
        text(node.path("MacAddress")),
        texts(node.path("Aliases")),
        texts(node.path("Links")),
        options,
        node.path("GwPriority").asInt(0));
  }

  private static List<String> texts(JsonNode list) {
    return list.values().stream().map(EndpointReader::text).filter(Objects::nonNull).toList();
  }

  private static @Nullable String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isString()) {
      throw new InvalidRequest("invalid JSON: " + node + " is not a text");
    }
    return node.asString().isEmpty() ? null : node.asString();
  }
}
