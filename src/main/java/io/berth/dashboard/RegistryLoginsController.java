package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.keyring.Keyring;
import io.berth.keyring.Keyring.KeptLogin;
import io.berth.keyring.Keyring.NewLogin;
import io.berth.keyring.Keyring.Scope;
import io.berth.team.Ownership;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Logins at other registries that are kept here. */
@Controller
@RequestMapping("/dashboard/registry-logins")
class RegistryLoginsController {

  /** What the form says for a login of everybody; no team has such a name. */
  private static final String EVERYBODY = "*";

  private final Keyring keyring;
  private final Ownership ownership;

  RegistryLoginsController(Keyring keyring, Ownership ownership) {
    this.keyring = keyring;
    this.ownership = ownership;
  }

  record Row(
      String id,
      String registry,
      String username,
      String owner,
      String keptBy,
      String ago,
      boolean mayForget) {
    static Row of(KeptLogin login) {
      String owner =
          switch (login.scope()) {
            case OWN -> login.owner();
            case TEAM -> "team " + login.owner();
            case EVERYBODY -> "everybody";
          };
      return new Row(
          login.id(),
          login.registry(),
          login.username(),
          owner,
          login.keptBy(),
          Units.ago(login.keptAt(), Instant.now()),
          login.mayForget());
    }
  }

  @GetMapping
  String list(@RequestParam(defaultValue = "") String registry, Model model) {
    fill(model, registry, "");
    return "registry-logins";
  }

  private void fill(Model model, String registry, String username) {
    model.addAttribute("logins", keyring.list().stream().map(Row::of).toList());
    model.addAttribute("choices", ownership.choices());
    model.addAttribute("forEverybody", ownership.seesAll());
    model.addAttribute("registry", registry);
    model.addAttribute("username", username);
  }

  @PostMapping
  ModelAndView keep(
      @RequestParam(defaultValue = "") String registry,
      @RequestParam(defaultValue = "") String username,
      @RequestParam(defaultValue = "") String secret,
      @RequestParam(defaultValue = "") String owner,
      Model model,
      RedirectAttributes page)
      throws InterruptedException {
    Scope scope =
        owner.isEmpty() ? Scope.OWN : owner.equals(EVERYBODY) ? Scope.EVERYBODY : Scope.TEAM;
    try {
      KeptLogin kept = keyring.keep(new NewLogin(registry, username, secret, scope, owner));
      page.addFlashAttribute(
          "done", "%s knows %s: the login is kept".formatted(kept.registry(), kept.username()));
      return new ModelAndView("redirect:/dashboard/registry-logins");
    } catch (BerthException e) {
      model.addAttribute("problem", "this login is not kept: " + e.getMessage());
      fill(model, registry, username);
      return new ModelAndView("registry-logins", model.asMap(), HttpStatus.BAD_REQUEST);
    }
  }

  @PostMapping("/{id}/remove")
  String forget(@PathVariable String id, RedirectAttributes page) {
    try {
      KeptLogin gone = keyring.forget(id);
      page.addFlashAttribute(
          "done", "the login of %s at %s is forgotten".formatted(gone.username(), gone.registry()));
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
    }
    return "redirect:/dashboard/registry-logins";
  }
}
