package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.image.Images;
import io.berth.system.EngineVersion;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The way in, and what a person sees first. */
@Controller
class OverviewController {

  private final Containers containers;
  private final Images images;

  OverviewController(Containers containers, Images images) {
    this.containers = containers;
    this.images = images;
  }

  @GetMapping("/")
  String root() {
    return "redirect:/dashboard";
  }

  @GetMapping("/login")
  String login(@RequestParam(defaultValue = "") String failed, Model model) {
    model.addAttribute("failed", failed);
    return "login";
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
    model.addAttribute("running", running);
    model.addAttribute("stoppedCount", all.size() - running.size());
    model.addAttribute("imageCount", usage.images().size());
    model.addAttribute("layersSize", Units.bytes(usage.layersBytes()));
    model.addAttribute("engine", EngineVersion.current());
    return "overview";
  }
}
