package io.berth.restapi;

import io.berth.container.ContainerDisk;
import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.image.Images;
import io.berth.security.Caller;
import io.berth.system.EngineVersion;
import io.berth.system.HostInfo;
import io.berth.system.HostLoad;
import io.berth.usage.DiskUsage;
import io.berth.volume.Volumes;
import io.berth.volume.Volumes.Volume;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the host is, and who asks. */
@RestController
class OverviewController {

  private final Containers containers;
  private final Images images;
  private final HostInfo host;
  private final DiskUsage disk;
  private final Volumes volumes;

  OverviewController(
      Containers containers, Images images, Volumes volumes, HostInfo host, DiskUsage disk) {
    this.disk = disk;
    this.volumes = volumes;
    this.containers = containers;
    this.images = images;
    this.host = host;
  }

  /**
   * @param containers how many are in which state
   * @param layersBytes unpacked layers of all images, each counted once
   */
  record Overview(
      String version,
      int processors,
      HostLoad load,
      Map<String, Long> containers,
      int images,
      long layersBytes) {}

  /**
   * @param role null for one who may nothing
   */
  record Person(String name, @Nullable String role) {}

  @GetMapping("/api/overview")
  Overview overview() {
    var usage = images.diskUsage();
    List<ContainerView> all = containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
    return new Overview(
        EngineVersion.current().version(),
        host.processors(),
        HostLoad.now(host.root()),
        all.stream()
            .map(view -> word(view.state().status()))
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())),
        usage.images().size(),
        usage.layersBytes());
  }

  /**
   * Bytes on disk, as {@code du} counts, each layer once.
   *
   * @param measuredAt how old it is: it is measured when somebody asks, and then not for a while
   * @param used of the file system of the engine's root, by whatever is on it
   * @param free what may still be written to it
   * @param layers of images that people see or containers use
   * @param sharedLayers those of them that several images have
   * @param unusedLayers those of them that no container needs
   * @param archives layers as they were downloaded, kept for pushes and saves
   * @param containers their writable layers
   * @param logs of containers
   * @param bin what is freed when the bin is emptied
   */
  record Disk(
      Instant measuredAt,
      long used,
      long free,
      long layers,
      long sharedLayers,
      long unusedLayers,
      long archives,
      long containers,
      long logs,
      long volumes,
      long bin,
      List<ContainerDisk.Use> byContainer,
      Map<String, Long> byVolume) {}

  /** Where the disk went. */
  @GetMapping("/api/disk")
  Disk disk() {
    var now = disk.measured();
    var seen =
        containers.list(new Containers.ListQuery(true, 0, false, Map.of())).stream()
            .flatMap(view -> Optional.ofNullable(now.containers().get(view.id())).stream())
            .toList();
    Map<String, Long> seenVolumes = new TreeMap<>(now.volumes());
    seenVolumes.keySet().retainAll(volumes.list(Map.of()).stream().map(Volume::name).toList());
    return new Disk(
        now.at(),
        now.used(),
        now.free(),
        now.images().layers(),
        now.images().shared(),
        now.images().unused(),
        now.images().archives(),
        now.writableBytes(),
        now.logBytes(),
        now.volumeBytes(),
        now.binned(),
        seen,
        seenVolumes);
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** Whom the engine takes the caller for. */
  @GetMapping("/api/me")
  Person me() {
    var caller = Caller.current();
    return new Person(caller.name(), caller.role() == null ? null : caller.role().word());
  }
}
