package io.berth.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.EndpointConfig;
import io.berth.container.Recreations.Change;
import io.berth.failure.InvalidRequest;
import io.berth.security.SecretNames;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** A container's settings with some of them changed. */
final class ChangedSettings {

  private static final Set<String> CONFIG = fields(ContainerConfig.class);
  private static final Set<String> HOST = fields(HostConfig.class);

  private ChangedSettings() {}

  private static Set<String> fields(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(ChangedSettings::field)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String field(RecordComponent component) {
    var named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null
        ? Character.toUpperCase(component.getName().charAt(0)) + component.getName().substring(1)
        : named.value();
  }

  /**
   * @param own what was asked for the container
   */
  static CreateRequest of(Container container, ContainerConfig own, Change change) {
    requireKnown(change);
    try {
      ContainerConfig config =
          Documents.read(changed(Documents.tree(own), change.config()), ContainerConfig.class);
      HostConfig host =
          Documents.read(
              changed(Documents.tree(container.hostConfig), change.hostConfig()), HostConfig.class);
      return new CreateRequest(
          null, unmasked(config, container.config), host, endpoints(container, host), null);
    } catch (JacksonException e) {
      throw new InvalidRequest("a setting is not of the right kind: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * It stays on its networks; another mode takes the place of the network that the old one named.
   */
  private static Map<String, EndpointConfig> endpoints(Container container, HostConfig host) {
    Map<String, EndpointConfig> endpoints = new LinkedHashMap<>();
    String mode = host.networkMode();
    boolean same = mode.equals(container.hostConfig.networkMode());
    container.attachments.stream()
        .skip(same ? 0 : 1)
        .forEach(one ->
            endpoints.put(
                one.network(),
                new EndpointConfig(
                    one.ipv4Address(),
                    null,
                    one.macAddress(),
                    one.aliases(),
                    List.of(),
                    one.driverOptions(),
                    one.gatewayPriority())));
    return mode.equals("host") || mode.equals("none") ? Map.of() : endpoints;
  }

  private static void requireKnown(Change change) {
    List<String> unknown = new ArrayList<>(change.config().keySet());
    unknown.removeAll(CONFIG);
    change.hostConfig().keySet().stream()
        .filter(name -> !HOST.contains(name))
        .forEach(name -> unknown.add("HostConfig." + name));
    if (!unknown.isEmpty()) {
      throw new InvalidRequest("there is no setting " + String.join(", ", unknown));
    }
  }

  private static ObjectNode changed(ObjectNode base, Map<String, @Nullable Object> changes) {
    changes.forEach((name, value) -> {
      if (value == null) {
        base.remove(name);
      } else {
        base.set(name, Documents.node(value));
      }
    });
    return base;
  }

  /** Secrets that somebody got as masks, and gives back so, stay what they are. */
  private static ContainerConfig unmasked(ContainerConfig config, ContainerConfig before) {
    List<String> env = config.env().stream().map(line -> unmasked(line, before)).toList();
    Map<String, String> labels = new LinkedHashMap<>(config.labels());
    labels.replaceAll((name, value) ->
        SecretNames.MASK.equals(value) ? before.labels().getOrDefault(name, value) : value);
    return config.with(env, labels);
  }

  private static String unmasked(String line, ContainerConfig before) {
    if (!line.endsWith("=" + SecretNames.MASK)) {
      return line;
    }
    String start = line.substring(0, line.length() - SecretNames.MASK.length());
    return before.env().stream().filter(old -> old.startsWith(start)).findFirst().orElse(line);
  }
}
