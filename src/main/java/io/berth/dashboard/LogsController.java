package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.failure.NotFound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The logs of several containers in one view. */
@Controller
class LogsController {

  /** Each has a connection of its own. */
  private static final int MOST = 20;

  private final Containers containers;

  LogsController(Containers containers) {
    this.containers = containers;
  }

  @GetMapping("/dashboard/logs")
  String show(@RequestParam(name = "container", required = false) Set<String> refs, Model model) {
    var now = Instant.now();
    List<String> problems = new ArrayList<>();
    Set<ContainerRow> chosen = new LinkedHashSet<>();
    for (String ref : refs == null ? Set.<String>of() : refs) {
      try {
        chosen.add(ContainerRow.of(containers.inspect(ref, false), now));
      } catch (NotFound e) {
        problems.add(e.getMessage());
      }
    }
    if (chosen.size() > MOST) {
      problems.add("the logs of at most %d containers are shown together".formatted(MOST));
    }
    model.addAttribute("chosen", chosen.stream().limit(MOST).toList());
    if (!problems.isEmpty()) {
      model.addAttribute("problem", String.join("; ", problems));
    }
    model.addAttribute(
        "all",
        containers.list(new Containers.ListQuery(true, 0, false, Map.of())).stream()
            .map(view -> ContainerRow.of(view, now))
            .toList());
    return "logs";
  }
}
