package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.image.ImageBin;
import io.berth.image.ImagePlans;
import io.berth.image.ImagePlans.RemovalPlan;
import io.berth.image.Images;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Removes an image or one of its names, after saying what goes. */
@Controller
@RequestMapping("/dashboard/images/{id}/remove")
class ImageRemovalController {

  private final Images images;
  private final ImagePlans plans;
  private final Containers containers;
  private final ImageBin bin;
  private final Undo undo;

  ImageRemovalController(
      Images images, ImagePlans plans, Containers containers, ImageBin bin, Undo undo) {
    this.images = images;
    this.bin = bin;
    this.undo = undo;
    this.plans = plans;
    this.containers = containers;
  }

  /**
   * @param name the one name that goes, or empty for the image with all of them
   */
  @GetMapping
  String confirm(
      @PathVariable String id, @RequestParam(defaultValue = "") String name, Model model) {
    RemovalPlan plan = plans.removal(id);
    if (!name.isEmpty() && !plan.tags().contains(name)) {
      throw new NotFound("the image is not called " + name);
    }
    List<ImageRow.User> users = users(plan);
    model.addAttribute("head", ImageHead.of(images.inspect(plan.image().id())));
    undo.promise(model);
    model.addAttribute("plan", plan);
    model.addAttribute("freed", Units.bytes(plan.freedBytes()));
    model.addAttribute("users", users);
    model.addAttribute("running", users.stream().anyMatch(ImageRow.User::running));
    model.addAttribute("name", name);
    model.addAttribute("nameOnly", !name.isEmpty() && plan.tags().size() > 1);
    return "image-remove";
  }

  /**
   * @param force although stopped containers use it
   */
  @PostMapping
  String remove(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "false") boolean force,
      RedirectAttributes page) {
    RemovalPlan plan = plans.removal(id);
    boolean nameOnly = !name.isEmpty() && plan.tags().size() > 1;
    try {
      if (nameOnly) {
        undo.offer(page, bin.bin(name, false).stream().toList());
        page.addFlashAttribute("done", "the name " + name + " is gone, the image stays");
        page.addAttribute("id", plan.image().id());
        return "redirect:/dashboard/images/{id}";
      }
      page.addFlashAttribute("done", removeAll(plan, force, page));
      return "redirect:/dashboard/images";
    } catch (BerthException e) {
      page.addFlashAttribute("problem", "could not remove it: " + named(e.getMessage(), plan));
      page.addAttribute("id", plan.image().id());
      return "redirect:/dashboard/images/{id}/remove";
    }
  }

  /** Several names ask for force, here they are all meant; containers still have to be met. */
  private String removeAll(RemovalPlan plan, boolean force, RedirectAttributes page) {
    if (!force && !plan.users().isEmpty()) {
      throw new Conflict("containers are made from it");
    }
    var binned = bin.bin(plan.image().id(), true);
    undo.offer(page, binned.stream().toList());
    return binned.isPresent()
        ? plan.image().name() + " is gone, and in the bin for now"
        : "%s is gone, %s freed".formatted(plan.image().name(), freed(plan));
  }

  private static String freed(RemovalPlan plan) {
    return plan.freedBytes() == 0 ? "nothing" : Units.bytes(plan.freedBytes());
  }

  /** The engine's words name containers by short ids; people know them by name. */
  private String named(String message, RemovalPlan plan) {
    List<String> names = users(plan).stream().map(ImageRow.User::name).toList();
    return names.isEmpty() ? message : message + " (" + String.join(", ", names) + ")";
  }

  private List<ImageRow.User> users(RemovalPlan plan) {
    List<String> ids = plan.users().stream().map(user -> user.containerId()).toList();
    return containers.list(new Containers.ListQuery(true, 0, false, Map.of())).stream()
        .filter((ContainerView view) -> ids.contains(view.id()))
        .map(ImageRow.User::of)
        .toList();
  }
}
