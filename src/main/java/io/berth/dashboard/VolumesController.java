package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.security.SecretNames;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import io.berth.volume.VolumeBin;
import io.berth.volume.Volumes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of volumes, one volume, and what becomes of those that nothing uses. */
@Controller
@RequestMapping("/dashboard/volumes")
class VolumesController {

  private static final String LIST = "redirect:/dashboard/volumes";

  private final Volumes volumes;
  private final Containers containers;
  private final VolumeBin bin;
  private final Undo undo;
  private final Belonging belonging;

  VolumesController(
      Volumes volumes, Containers containers, VolumeBin bin, Undo undo, Belonging belonging) {
    this.belonging = belonging;
    this.volumes = volumes;
    this.bin = bin;
    this.undo = undo;
    this.containers = containers;
  }

  /** What a prune would remove. */
  record Unused(VolumeRow row, String size) {}

  @GetMapping
  String list(@RequestParam(defaultValue = "") String owner, Model model) {
    var all = rows();
    model.addAttribute("total", all.size());
    model.addAttribute("owner", owner);
    model.addAttribute(
        "volumes",
        all.stream().filter(row -> belonging.chosen(owner, Kind.VOLUME, row.name())).toList());
    return "volumes";
  }

  private List<VolumeRow> rows() {
    var now = Instant.now();
    var users = users();
    return volumes.list(Map.of()).stream().map(v -> VolumeRow.of(v, users, now)).toList();
  }

  private List<ContainerView> users() {
    return containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
  }

  @PostMapping
  String create(
      @RequestParam String name,
      @RequestParam(defaultValue = "") String team,
      RedirectAttributes page) {
    return report(
        page,
        () -> {
          Map<String, String> labels = team.isEmpty() ? Map.of() : Map.of(Ownership.LABEL, team);
          var made = volumes.create(name.strip(), "", Map.of(), labels);
          page.addFlashAttribute("done", "volume " + made.name() + " is there");
        });
  }

  @GetMapping("/{name}")
  String show(@PathVariable String name, Model model) {
    var volume = volumes.inspect(name);
    model.addAttribute("volume", VolumeRow.of(volume, users(), Instant.now()));
    model.addAttribute("labels", SecretNames.hidden(volume.labels()));
    undo.promise(model);
    model.addAttribute("folder", volume.mountpoint());
    model.addAttribute("size", Units.bytes(volumes.size(name)));
    return "volume";
  }

  /**
   * @param typed the volume's name again: what is in it is in no image
   */
  @PostMapping("/{name}/remove")
  String remove(@PathVariable String name, @RequestParam String typed, RedirectAttributes page) {
    if (!typed.strip().equals(name)) {
      page.addFlashAttribute("problem", "nothing was removed: the name typed is another one");
      page.addAttribute("name", name);
      return "redirect:/dashboard/volumes/{name}";
    }
    return report(
        page,
        () -> {
          undo.offer(page, bin.bin(name).stream().toList());
          page.addFlashAttribute("done", "volume " + name + " is removed");
        });
  }

  @GetMapping("/prune")
  String preview(@RequestParam(defaultValue = "false") boolean named, Model model) {
    var unused =
        rows().stream()
            .filter(row -> row.users().isEmpty() && (named || row.anonymous()))
            .map(row -> new Unused(row, Units.bytes(volumes.size(row.name()))))
            .toList();
    model.addAttribute("unused", unused);
    model.addAttribute("named", named);
    return "volumes-prune";
  }

  @PostMapping("/prune")
  String prune(@RequestParam(defaultValue = "false") boolean named, RedirectAttributes page) {
    return report(
        page,
        () -> {
          Map<String, Set<String>> filters = named ? Map.of("all", Set.of("true")) : Map.of();
          var pruned = volumes.prune(filters);
          page.addFlashAttribute(
              "done",
              "%d volumes removed, %s freed"
                  .formatted(pruned.names().size(), Units.bytes(pruned.reclaimedBytes())));
        });
  }

  private static String report(RedirectAttributes page, Runnable change) {
    try {
      change.run();
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
    }
    return LIST;
  }
}
