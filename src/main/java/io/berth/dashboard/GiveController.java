package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.image.Images;
import io.berth.networks.Networks;
import io.berth.team.Ownership;
import io.berth.volume.Volumes;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Things pass to other teams. */
@Controller
class GiveController {

  private final Containers containers;
  private final Volumes volumes;
  private final Images images;
  private final Networks networks;
  private final Ownership ownership;

  GiveController(
      Containers containers,
      Volumes volumes,
      Images images,
      Networks networks,
      Ownership ownership) {
    this.containers = containers;
    this.volumes = volumes;
    this.images = images;
    this.networks = networks;
    this.ownership = ownership;
  }

  /**
   * @param team empty for everybody
   */
  @PostMapping("/dashboard/containers/{id}/give")
  String container(@PathVariable String id, @RequestParam String team, RedirectAttributes page) {
    var view = containers.inspect(id, false);
    give(page, view.name(), team, () -> containers.give(id, recipient(team)));
    return back("/dashboard/containers", view.id(), () -> containers.inspect(id, false));
  }

  @PostMapping("/dashboard/volumes/{name}/give")
  String volume(@PathVariable String name, @RequestParam String team, RedirectAttributes page) {
    volumes.inspect(name);
    give(page, name, team, () -> volumes.give(name, recipient(team)));
    return back("/dashboard/volumes", name, () -> volumes.inspect(name));
  }

  @PostMapping("/dashboard/images/{id}/give")
  String image(@PathVariable String id, @RequestParam String team, RedirectAttributes page) {
    var image = images.inspect(id);
    give(page, "the image", team, () -> images.give(id, recipient(team)));
    return back("/dashboard/images", image.id(), () -> images.inspect(id));
  }

  @PostMapping("/dashboard/networks/{id}/give")
  String network(@PathVariable String id, @RequestParam String team, RedirectAttributes page) {
    var network = networks.inspect(id);
    give(page, network.name(), team, () -> networks.give(id, recipient(team)));
    return back("/dashboard/networks", network.id(), () -> networks.inspect(id));
  }

  private io.berth.team.Owners recipient(String team) {
    return ownership.recipient(team.strip());
  }

  private static void give(RedirectAttributes page, String name, String team, Runnable deed) {
    try {
      deed.run();
      String whose = team.isBlank() ? "everybody's" : "the team " + team.strip() + "'s";
      page.addFlashAttribute("done", name + " is " + whose + " now");
    } catch (BerthException e) {
      page.addFlashAttribute("problem", "could not give " + name + ": " + e.getMessage());
    }
  }

  /** To its page, or to the list when it is no longer the person's to see. */
  private static String back(String list, String id, Runnable look) {
    try {
      look.run();
      return "redirect:" + list + "/" + id;
    } catch (NotFound e) {
      return "redirect:" + list;
    }
  }
}
