package io.berth.dockerapi;

import io.berth.container.ContainerDisk;
import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Sizes;
import io.berth.container.Containers;
import io.berth.container.Containers.ListQuery;
import io.berth.failure.InvalidRequest;
import io.berth.image.Images;
import io.berth.security.SecretNames;
import io.berth.usage.DiskSnapshot;
import io.berth.usage.DiskUsage;
import io.berth.volume.Volumes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /system/df}. Containers and volumes as they were measured last; those that came later
 * are there without a size.
 */
@RestController
class DiskController {

  private static final Set<String> TYPES = Set.of("container", "image", "volume", "build-cache");

  private final DiskUsage disk;
  private final Containers containers;
  private final Images images;
  private final Volumes volumes;

  DiskController(DiskUsage disk, Containers containers, Images images, Volumes volumes) {
    this.disk = disk;
    this.containers = containers;
    this.images = images;
    this.volumes = volumes;
  }

  /**
   * @param types what to tell of; everything when there is none
   */
  @GetMapping("/system/df")
  Map<String, @Nullable Object> diskUsage(
      @RequestParam(name = "type", required = false) @Nullable Set<String> types) {
    Set<String> wanted = types == null || types.isEmpty() ? TYPES : types;
    for (String type : wanted) {
      if (!TYPES.contains(type)) {
        throw new InvalidRequest("unknown object type: " + type);
      }
    }
    DiskSnapshot measured = disk.measured();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    if (wanted.contains("image")) {
      Images.DiskUsage usage = images.diskUsage();
      answer.put("LayersSize", usage.layersBytes());
      answer.put("Images", usage.images().stream().map(ImageWire.Item::of).toList());
    }
    List<ContainerView> all = containers.list(new ListQuery(true, 0, false, Map.of()));
    if (wanted.contains("container")) {
      answer.put("Containers", all.stream().map(view -> container(view, measured)).toList());
    }
    if (wanted.contains("volume")) {
      answer.put(
          "Volumes",
          volumes.list(Map.of()).stream().map(volume -> volume(volume, all, measured)).toList());
    }
    if (wanted.contains("build-cache")) {
      answer.put("BuildCache", List.of());
    }
    return answer;
  }

  private static ContainerSummary container(ContainerView view, DiskSnapshot measured) {
    ContainerDisk.Use use = measured.containers().get(view.id());
    return ContainerSummary.of(
        view.withSizes(use == null ? null : new Sizes(use.writable(), use.root())), ApiVersion.MAX);
  }

  private static Map<String, Object> volume(
      Volumes.Volume volume, List<ContainerView> all, DiskSnapshot measured) {
    long users =
        all.stream()
            .filter(view -> view.mounts().stream().anyMatch(m -> m.name().equals(volume.name())))
            .count();
    long size = measured.volumes().getOrDefault(volume.name(), -1L);
    return Map.of(
        "Name", volume.name(),
        "Driver", "local",
        "Scope", "local",
        "Mountpoint", volume.mountpoint().toString(),
        "CreatedAt", DockerJson.time(volume.created()),
        "Labels", SecretNames.masked(volume.labels()),
        "UsageData", Map.of("Size", size, "RefCount", users));
  }
}
