package io.berth.container;

import io.berth.oci.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The opposite of {@link ConfigMerge}: what was asked for a container, without what its image says.
 * Merged with that image again, it gives the same; with a newer one, the newer one's defaults.
 */
final class OwnSettings {

  private OwnSettings() {}

  static ContainerConfig of(Container container, ImageConfig.@Nullable Execution image) {
    ContainerConfig whole = container.config;
    ContainerConfig plain =
        ConfigMerge.merge(ContainerConfig.EMPTY, image == null ? null : image, "");
    boolean sameProgram =
        Objects.equals(whole.entrypoint(), plain.entrypoint())
            && Objects.equals(whole.cmd(), plain.cmd());
    ObjectNode own = Documents.tree(whole);
    ObjectNode base = Documents.tree(plain);
    for (String field : List.of("User", "WorkingDir", "Healthcheck", "StopSignal", "Shell")) {
      if (own.path(field).equals(base.path(field))) {
        own.remove(field);
      }
    }
    boolean ownCommand = whole.cmd() != null && !whole.cmd().isEmpty();
    if (sameProgram || ownCommand && Objects.equals(whole.entrypoint(), plain.entrypoint())) {
      own.remove("Entrypoint");
    }
    if (sameProgram) {
      own.remove("Cmd");
    }
    String name = CreationRules.hostname(container.id, container.hostConfig);
    if (whole.hostname().equals(name)) {
      own.remove("Hostname");
    }
    own.set("Env", Documents.node(environment(whole.env(), plain.env())));
    own.set("Labels", Documents.node(without(whole.labels(), plain.labels())));
    own.set("ExposedPorts", Documents.node(without(whole.exposedPorts(), plain.exposedPorts())));
    own.set("Volumes", Documents.node(without(whole.volumes(), plain.volumes())));
    return Documents.read(own, ContainerConfig.class);
  }

  /** Without the image's, unless their order would then be another one. */
  private static List<String> environment(List<String> whole, List<String> image) {
    List<String> own = new ArrayList<>(whole);
    own.removeAll(image);
    return ConfigMerge.environment(own, image).equals(whole) ? own : whole;
  }

  private static <V> Map<String, V> without(Map<String, V> whole, Map<String, V> image) {
    Map<String, V> own = new LinkedHashMap<>(whole);
    Set.copyOf(image.entrySet().stream().map(Map.Entry::getKey).toList())
        .forEach(key -> {
          if (Objects.equals(whole.get(key), image.get(key))) {
            own.remove(key);
          }
        });
    return own;
  }
}
