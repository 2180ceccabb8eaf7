package io.berth.restapi;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.image.Images;
import io.berth.security.Caller;
import io.berth.system.EngineVersion;
import io.berth.system.HostInfo;
import io.berth.system.HostLoad;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  OverviewController(Containers containers, Images images, HostInfo host) {
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
