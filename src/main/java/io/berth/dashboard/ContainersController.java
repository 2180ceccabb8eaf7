package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.why.Why;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of containers, one container, and what can be done with it. */
@Controller
@RequestMapping("/dashboard/containers")
class ContainersController {

  private final Containers containers;
  private final Why why;

  ContainersController(Containers containers, Why why) {
    this.containers = containers;
    this.why = why;
  }

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    model.addAttribute(
        "containers",
        containers.list(new Containers.ListQuery(true, 0, false, Map.of())).stream()
            .map(view -> ContainerRow.of(view, now))
            .toList());
    return "containers";
  }

  @GetMapping("/{id}")
  String show(@PathVariable String id, Model model) {
    var view = containers.inspect(id, true);
    var sizes = view.sizes();
    model.addAttribute("container", ContainerRow.of(view, Instant.now()));
    model.addAttribute("why", why.explain(view).map(WhyPanel::of).orElse(null));
    model.addAttribute("network", view.network());
    model.addAttribute("mounts", view.mounts());
    model.addAttribute("written", sizes == null ? "" : Units.bytes(sizes.writable()));
    return "container";
  }

  @GetMapping("/{id}/terminal")
  String terminal(@PathVariable String id, Model model) {
    model.addAttribute("container", ContainerRow.of(containers.inspect(id, false), Instant.now()));
    return "terminal";
  }

  @PostMapping("/{id}/start")
  String start(@PathVariable String id, RedirectAttributes page) {
    return change(id, page, "start", containers::start);
  }

  @PostMapping("/{id}/stop")
  String stop(@PathVariable String id, RedirectAttributes page) {
    return change(id, page, "stop", ref -> containers.stop(ref, null, null));
  }

  private String change(String id, RedirectAttributes page, String verb, Consumer<String> change) {
    String container = containers.inspect(id, false).id();
    try {
      change.accept(container);
    } catch (BerthException e) {
      page.addFlashAttribute("problem", "could not " + verb + " it: " + e.getMessage());
    }
    page.addAttribute("id", container);
    return "redirect:/dashboard/containers/{id}";
  }
}
