package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.InspectDocument;
import io.berth.container.Recreations;
import io.berth.failure.Conflict;
import io.berth.team.SeenEvents;
import io.berth.usage.UsageHistory;
import io.berth.usage.UsageSample;
import io.berth.why.Why;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** One container: a page for each of its sides. */
@Controller
@RequestMapping("/dashboard/containers/{id}")
class ContainerController {

  private static final int SHOWN_EVENTS = 500;

  private final Containers containers;
  private final UsageHistory usage;
  private final SeenEvents events;
  private final InspectDocument document;
  private final Why why;
  private final Recreations recreations;

  ContainerController(
      Containers containers,
      UsageHistory usage,
      SeenEvents events,
      InspectDocument document,
      Why why,
      Recreations recreations) {
    this.recreations = recreations;
    this.containers = containers;
    this.usage = usage;
    this.events = events;
    this.document = document;
    this.why = why;
  }

  @GetMapping
  String overview(@PathVariable String id, Model model) {
    var view = containers.inspect(id, true).masked();
    model.addAttribute("facts", ContainerFacts.of(view, Instant.now()));
    model.addAttribute("view", view);
    model.addAttribute("why", why.explain(view).map(WhyPanel::of).orElse(null));
    model.addAttribute("before", recreations.before(view.id()).orElse(null));
    var sizes = view.sizes();
    model.addAttribute("written", sizes == null ? "" : Units.bytes(sizes.writable()));
    return page(view, ContainerTab.OVERVIEW, model);
  }

  @GetMapping("/logs")
  String logs(@PathVariable String id, Model model) {
    return page(containers.inspect(id, false), ContainerTab.LOGS, model);
  }

  @GetMapping("/stats")
  String stats(@PathVariable String id, Model model) {
    var view = containers.inspect(id, false);
    usage.watch(view.id());
    model.addAttribute("now", UsageNow.of(containers.stats(view.id()), usage.of(view.id())));
    return page(view, ContainerTab.STATS, model);
  }

  /**
   * Measurements for the page's script, which asks again and again: that holds no connection of the
   * few a browser has, outlives a restart of the service, and ends with the login.
   *
   * @param after the time of the last one it has
   */
  @GetMapping("/stats/samples")
  @ResponseBody
  List<UsageSample> samples(@PathVariable String id, @RequestParam(defaultValue = "0") long after) {
    var view = containers.inspect(id, false);
    usage.watch(view.id());
    return usage.of(view.id()).stream().filter(sample -> sample.at() > after).toList();
  }

  @GetMapping("/changes")
  String changes(@PathVariable String id, @RequestParam Map<String, String> filter, Model model) {
    var view = containers.inspect(id, false);
    model.addAttribute(
        "changes",
        ChangedFiles.of(
            containers.changes(view.id()),
            filter.getOrDefault("q", ""),
            filter.getOrDefault("kind", "")));
    return page(view, ContainerTab.CHANGES, model);
  }

  @GetMapping("/processes")
  String processes(@PathVariable String id, Model model) {
    var view = containers.inspect(id, false);
    try {
      if (view.state().pid() != 0) {
        model.addAttribute("table", containers.processes(view.id(), "-ef"));
      }
    } catch (Conflict e) {
      // it has just ended
    }
    return page(view, ContainerTab.PROCESSES, model);
  }

  @GetMapping("/inspect")
  String inspect(@PathVariable String id, Model model) {
    var view = containers.inspect(id, false);
    model.addAttribute("json", document.of(view.masked()));
    return page(view, ContainerTab.INSPECT, model);
  }

  @GetMapping("/events")
  String events(@PathVariable String id, Model model) {
    var view = containers.inspect(id, false);
    var now = Instant.now();
    model.addAttribute(
        "events",
        events.past(view.created().minusSeconds(1), null).reversed().stream()
            .filter(event -> event.type().equals("container") && event.actorId().equals(view.id()))
            .limit(SHOWN_EVENTS)
            .map(event -> ContainerEventRow.of(event, view.config().labels().keySet(), now))
            .toList());
    return page(view, ContainerTab.EVENTS, model);
  }

  private static String page(ContainerView view, ContainerTab tab, Model model) {
    model.addAttribute("container", ContainerRow.of(view, Instant.now()));
    return tab == ContainerTab.OVERVIEW ? "container" : "container-" + tab.key();
  }
}
