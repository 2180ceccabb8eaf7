package io.berth.dashboard;

import io.berth.bin.Bin;
import io.berth.container.Containers;
import io.berth.image.Images;
import io.berth.system.EngineVersion;
import io.berth.system.HostInfo;
import io.berth.system.HostLoad;
import io.berth.usage.DiskUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What a person sees first. */
@Controller
class OverviewController {

  /** A small disk is measured before the page is shown. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(150);

  private final Containers containers;
  private final Images images;

  private final HostInfo host;
  private final Bin bin;
  private final DiskUsage disk;

  OverviewController(Containers containers, Images images, HostInfo host, Bin bin, DiskUsage disk) {
    this.bin = bin;
    this.disk = disk;
    this.containers = containers;
    this.images = images;
    this.host = host;
  }

  /** A part of something that can be full. */
  record Gauge(String name, int percent, String text) {
    static Gauge of(String name, long used, long total) {
      return new Gauge(
          name,
          total == 0 ? 0 : (int) Math.round(100.0 * used / total),
          Units.bytes(used) + " of " + Units.bytes(total));
    }
  }

  @GetMapping("/")
  String root() {
    return "redirect:/dashboard";
  }

  @GetMapping("/dashboard")
  String overview(Model model) {
    var now = Instant.now();
    var all =
        containers.list(new Containers.ListQuery(true, 0, false, Map.of())).stream()
            .map(view -> ContainerRow.of(view, now))
            .toList();
    var running = all.stream().filter(ContainerRow::running).toList();
    var usage = images.diskUsage();
    var load = HostLoad.now(host.root());
    int cpu = (int) Math.round(100 * load.cpu());
    model.addAttribute(
        "gauges",
        List.of(
            new Gauge("CPU", cpu, cpu + " % of " + host.processors() + " processors"),
            Gauge.of("Memory", load.memoryUsed(), load.memoryTotal())));
    model.addAttribute("failed", all.stream().filter(ContainerRow::failed).limit(5).toList());
    model.addAttribute("running", running);
    model.addAttribute("stoppedCount", all.size() - running.size());
    model.addAttribute("imageCount", usage.images().size());
    model.addAttribute("disk", disk.glance(FIRST_LOOK).map(DiskCard::of).orElse(null));
    model.addAttribute("binCount", bin.list().size());
    model.addAttribute("engine", EngineVersion.current());
    return "overview";
  }
}
