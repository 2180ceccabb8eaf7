package io.berth.dashboard;

import io.berth.audit.Audit;
import io.berth.bin.BinItem;
import io.berth.container.ContainerBin;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.failure.NotFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is done to the containers that were selected in the list. */
@Controller
@RequestMapping("/dashboard/containers/selected")
class BulkController {

  private final Containers containers;
  private final BulkActions bulk;
  private final LossPreview losses;

  private final ContainerBin bin;
  private final Undo undo;
  private final Audit audit;

  BulkController(
      Containers containers,
      BulkActions bulk,
      LossPreview losses,
      ContainerBin bin,
      Undo undo,
      Audit audit) {
    this.containers = containers;
    this.bin = bin;
    this.undo = undo;
    this.bulk = bulk;
    this.losses = losses;
    this.audit = audit;
  }

  @PostMapping
  String perform(
      @RequestParam String action,
      @RequestParam(name = "id", defaultValue = "") List<String> ids,
      @RequestParam Map<String, String> parameters,
      Model model,
      RedirectAttributes page) {
    var chosen = ContainerAction.named(action);
    if (ids.isEmpty()) {
      page.addFlashAttribute("problem", "nothing is selected: tick the containers first");
      return back(parameters);
    }
    if (chosen == ContainerAction.REMOVE) {
      return ask(ids, parameters, model, "");
    }
    var results = bulk.perform(ids, chosen.done(), id -> chosen.perform(containers, id));
    return report(results, chosen, parameters, page);
  }

  /**
   * @param count how many, typed by the person
   */
  @PostMapping("/remove")
  String remove(
      @RequestParam(name = "id", defaultValue = "") List<String> ids,
      @RequestParam(defaultValue = "") String count,
      @RequestParam(defaultValue = "false") boolean volumes,
      @RequestParam Map<String, String> parameters,
      Model model,
      RedirectAttributes page) {
    if (!count.strip().equals(String.valueOf(ids.size()))) {
      return ask(ids, parameters, model, "type " + ids.size() + ", the number of containers");
    }
    var remove = ContainerAction.REMOVE;
    var binned = new ConcurrentLinkedQueue<BinItem>();
    var results =
        bulk.perform(ids, remove.done(), id -> bin.bin(id, true, volumes).ifPresent(binned::add));
    undo.offer(page, binned);
    return report(results, remove, parameters, page);
  }

  private String ask(
      List<String> ids, Map<String, String> parameters, Model model, String problem) {
    var found = new ArrayList<LossPreview.Loss>();
    for (String id : ids) {
      try {
        ContainerView view = containers.inspect(id, true);
        found.add(losses.of(view));
      } catch (NotFound e) {
        // gone already
      }
    }
    undo.promise(model);
    model.addAttribute("losses", found);
    model.addAttribute("written", Units.bytes(LossPreview.writtenBytes(found)));
    model.addAttribute("query", ContainerQuery.of(parameters));
    model.addAttribute("countProblem", problem);
    return "containers-remove";
  }

  private String report(
      List<BulkActions.ItemResult> results,
      ContainerAction action,
      Map<String, String> parameters,
      RedirectAttributes page) {
    audit.split(
        results.stream()
            .map(one ->
                new Audit.Part(
                    "container." + action.verb(),
                    "container",
                    one.id(),
                    one.name(),
                    one.good() ? "" : one.text()))
            .toList());
    long good = results.stream().filter(BulkActions.ItemResult::good).count();
    page.addFlashAttribute("results", results);
    page.addFlashAttribute("allGood", good == results.size());
    page.addFlashAttribute(
        "resultsTitle", good + " of " + results.size() + " containers " + action.done());
    return back(parameters);
  }

  private static String back(Map<String, String> parameters) {
    return "redirect:" + ContainerQuery.of(parameters).address();
  }
}
