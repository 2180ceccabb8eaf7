package io.berth.container;

import io.berth.container.Containers.CreateRequest;
import io.berth.failure.NotFound;
import io.berth.image.ImageRootfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    if (published && host.networkMode().equals("host")) {
      warnings.add("Published ports are discarded when using host network mode");
    }
    return warnings;
  }
}
