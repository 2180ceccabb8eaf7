package io.berth.container;

import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.EndpointConfig;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unsupported;
import io.berth.image.ImageRootfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a creation looks at besides its mounts. */
final class CreationRules {

  private CreationRules() {}

  static String hostname(String id, HostConfig host) {
    boolean shared = host.networkMode().equals("host") || host.utsMode().equals("host");
    if (shared) {
      try {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      } catch (IOException e) {
        // the container's own id serves as well
      }
    }
    return id.substring(0, 12);
  }

  static void checkEndpoints(HostConfig host, Map<String, EndpointConfig> endpoints) {
    Networks network = Networks.of(host);
    endpoints.forEach((name, endpoint) -> {
      if (!network.names().contains(name)) {
        throw new InvalidRequest("network " + name + " not found");
      }
      if (endpoint == null) {
        return;
      }
      if (!Unset.or(endpoint.ipv4Address()).isEmpty()
          || !Unset.or(endpoint.ipv6Address()).isEmpty()) {
        throw new InvalidRequest(
            "user specified IP address is supported on user defined networks only");
      }
      if (!Unset.or(endpoint.aliases()).isEmpty()) {
        throw new Unsupported(
            "network-scoped alias is supported only for containers in user defined networks");
      }
    });
  }

  static void checkPlatform(@Nullable String wanted, ImageRootfs image) {
    if (wanted == null || wanted.isEmpty()) {
      return;
    }
    String actual = image.config().os() + "/" + image.config().architecture();
    String[] parts = wanted.split("/", -1);
    boolean same =
        parts.length == 1
            ? List.of(image.config().os(), image.config().architecture()).contains(wanted)
            : (parts[0] + "/" + parts[1]).equals(actual);
    if (!same) {
      throw new NotFound(
          "image with reference %s was found but does not match the specified platform: wanted %s, actual: %s"
              .formatted(image.reference(), wanted, actual));
    }
  }

  static List<String> warnings(ContainerConfig config, HostConfig host, CreateRequest request) {
    List<String> warnings = new ArrayList<>();
    boolean published = !request.hostConfig().portBindings().isEmpty() || host.publishAllPorts();
    if (published && Networks.of(host) == Networks.HOST) {
      warnings.add("Published ports are discarded when using host network mode");
    }
    return warnings;
  }
}
