package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.dashboard.ContainerQuery.Column;
import io.berth.team.Ownership.Kind;
import io.berth.usage.UsageHistory;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** The list of containers. */
@Controller
@RequestMapping("/dashboard/containers")
class ContainersController {

  private final Containers containers;
  private final UsageHistory usage;
  private final Belonging belonging;

  ContainersController(Containers containers, UsageHistory usage, Belonging belonging) {
    this.belonging = belonging;
    this.containers = containers;
    this.usage = usage;
  }

  /** A container and what it uses. */
  record ListRow(ContainerRow container, UsageCell use, Instant made) {}

  @GetMapping
  String list(@RequestParam Map<String, String> parameters, Model model) {
    usage.watchAll();
    var query = ContainerQuery.of(parameters);
    var now = Instant.now();
    List<ContainerView> all = containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
    List<ListRow> rows =
        chosen(all, query).stream()
            .filter(query.chosen(ContainerRow::endedBadly))
            .filter(view -> belonging.chosen(query.owner(), Kind.CONTAINER, view.id()))
            .map(view -> row(view, now))
            .sorted(order(query))
            .toList();
    model.addAttribute("query", query);
    model.addAttribute("columns", Column.values());
    model.addAttribute("rows", rows);
    model.addAttribute("total", all.size());
    model.addAttribute(
        "images", all.stream().map(ContainerView::image).distinct().sorted().toList());
    model.addAttribute("states", ContainerQuery.STATES);
    model.addAttribute("actions", ContainerAction.values());
    return "containers";
  }

  private List<ContainerView> chosen(List<ContainerView> all, ContainerQuery query) {
    var filters = query.filters();
    return filters.filters().isEmpty() ? all : containers.list(filters);
  }

  private ListRow row(ContainerView view, Instant now) {
    var cell =
        view.state().pid() == 0
            ? UsageCell.of(view.id(), List.of())
            : UsageCell.of(view.id(), usage.of(view.id()));
    return new ListRow(ContainerRow.of(view, now), cell, view.created());
  }

  private static Comparator<ListRow> order(ContainerQuery query) {
    Comparator<ListRow> order =
        switch (query.sort()) {
          case NAME -> Comparator.comparing(row -> row.container().name().toLowerCase(Locale.ROOT));
          case STATUS ->
              Comparator.comparing((ListRow row) -> row.container().look())
                  .thenComparing(row -> row.container().status());
          case IMAGE -> Comparator.comparing(row -> row.container().image());
          case CPU -> Comparator.comparing(row -> row.use().cpuValue());
          case MEMORY -> Comparator.comparing(row -> row.use().memoryValue());
          case CREATED -> Comparator.comparing(ListRow::made);
        };
    return query.descending() ? order.reversed() : order;
  }

  /** What the list shows of each container that runs, for the page's script. */
  @GetMapping("/usage")
  @ResponseBody
  List<UsageCell> usage() {
    usage.watchAll();
    return containers.list(new Containers.ListQuery(false, 0, false, Map.of())).stream()
        .map(view -> UsageCell.of(view.id(), usage.of(view.id())))
        .toList();
  }
}
