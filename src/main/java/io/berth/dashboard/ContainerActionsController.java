package io.berth.dashboard;

import io.berth.bin.BinItem;
import io.berth.container.ContainerBin;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.NotModified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is done to one container. Whatever loses something has a page that says what. */
@Controller
@RequestMapping("/dashboard/containers/{id}")
class ContainerActionsController {

  private final Containers containers;
  private final ContainerBin bin;
  private final LossPreview losses;
  private final Undo undo;

  ContainerActionsController(
      Containers containers, ContainerBin bin, LossPreview losses, Undo undo) {
    this.containers = containers;
    this.bin = bin;
    this.losses = losses;
    this.undo = undo;
  }

  /**
   * @param parameters {@code back=list} and the list's own, or the {@code tab} it came from
   */
  @PostMapping("/{verb:start|stop|restart|pause|unpause}")
  String perform(
      @PathVariable String id,
      @PathVariable String verb,
      @RequestParam Map<String, String> parameters,
      RedirectAttributes page) {
    var view = containers.inspect(id, false);
    var action = ContainerAction.named(verb);
    attempt(
        page,
        view,
        "could not " + verb + " " + view.name(),
        view.name() + " is " + action.done(),
        () -> action.perform(containers, view.id()));
    return "redirect:"
        + (parameters.getOrDefault("back", "").equals("list")
            ? ContainerQuery.of(parameters).address()
            : ContainerTab.named(parameters.getOrDefault("tab", "")).address(view.id()));
  }

  @GetMapping("/kill")
  String askKill(@PathVariable String id, Model model) {
    model.addAttribute("container", ContainerRow.of(containers.inspect(id, false), Instant.now()));
    return "container-kill";
  }

  @PostMapping("/kill")
  String kill(
      @PathVariable String id,
      @RequestParam(defaultValue = "KILL") String signal,
      RedirectAttributes page) {
    var view = containers.inspect(id, false);
    attempt(
        page,
        view,
        "could not signal " + view.name(),
        view.name() + " got the signal " + signal.strip(),
        () -> containers.kill(view.id(), signal.strip()));
    return "redirect:" + ContainerTab.OVERVIEW.address(view.id());
  }

  @GetMapping("/rename")
  String askName(@PathVariable String id, Model model) {
    model.addAttribute("container", ContainerRow.of(containers.inspect(id, false), Instant.now()));
    return "container-rename";
  }

  @PostMapping("/rename")
  String rename(@PathVariable String id, @RequestParam String name, RedirectAttributes page) {
    var view = containers.inspect(id, false);
    boolean renamed =
        attempt(
            page,
            view,
            "could not rename " + view.name(),
            "it was called " + view.name() + " before",
            () -> containers.rename(view.id(), name.strip()));
    String address = ContainerTab.OVERVIEW.address(view.id());
    page.addFlashAttribute("wanted", name);
    return "redirect:" + (renamed ? address : address + "/rename");
  }

  @GetMapping("/remove")
  String askRemove(@PathVariable String id, Model model) {
    var view = containers.inspect(id, true);
    model.addAttribute("loss", losses.of(view));
    if (!view.hostConfig().autoRemove()) {
      undo.promise(model);
    }
    return "container-remove";
  }

  @PostMapping("/remove")
  String remove(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean force,
      @RequestParam(defaultValue = "false") boolean volumes,
      RedirectAttributes page) {
    var view = containers.inspect(id, false);
    var binned = new ArrayList<BinItem>();
    boolean removed =
        attempt(
            page,
            view,
            "could not remove " + view.name(),
            view.name() + " is removed",
            () -> bin.bin(view.id(), force, volumes).ifPresent(binned::add));
    undo.offer(page, binned);
    return removed
        ? "redirect:/dashboard/containers"
        : "redirect:" + ContainerTab.OVERVIEW.address(view.id()) + "/remove";
  }

  private static boolean attempt(
      RedirectAttributes page, ContainerView view, String failed, String done, Runnable deed) {
    try {
      deed.run();
      page.addFlashAttribute("done", done);
      return true;
    } catch (NotModified e) {
      return true;
    } catch (BerthException e) {
      page.addFlashAttribute(
          "problem", failed + ": " + Advice.with(e).replace(view.id(), view.name()));
      return false;
    }
  }
}
