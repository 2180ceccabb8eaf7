package io.berth.dashboard;

import io.berth.audit.Audit;
import io.berth.container.Containers;
import io.berth.container.Secret;
import io.berth.failure.BerthException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Shows one masked value once. */
@Controller
class RevealController {

  private final Containers containers;
  private final Audit audit;

  RevealController(Containers containers, Audit audit) {
    this.containers = containers;
    this.audit = audit;
  }

  @PostMapping("/dashboard/containers/{id}/reveal")
  String reveal(
      @PathVariable String id,
      @RequestParam String kind,
      @RequestParam String secret,
      RedirectAttributes page) {
    String container = containers.inspect(id, false).id();
    audit.note(kind + "=" + secret);
    try {
      var where = Secret.Kind.of(kind);
      page.addFlashAttribute(
          "revealed", new Secret(where, secret, containers.reveal(container, where, secret)));
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
    }
    return "redirect:/dashboard/containers/" + container;
  }
}
