package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.settings.Fact;
import io.berth.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How the engine is configured, and what administrators decide while it runs. */
@Controller
@RequestMapping("/dashboard/settings")
class SettingsController {

  private final Settings settings;
  private final List<Fact.Source> sources;

  SettingsController(Settings settings, List<Fact.Source> sources) {
    this.settings = settings;
    this.sources = sources;
  }

  @GetMapping
  String show(Model model) {
    model.addAttribute("switches", settings.switches());
    model.addAttribute(
        "topics",
        Fact.of(sources).stream()
            .collect(Collectors.groupingBy(Fact::topic, LinkedHashMap::new, Collectors.toList())));
    return "settings";
  }

  @PostMapping("/{name}")
  String turn(@PathVariable String name, @RequestParam boolean on, RedirectAttributes page) {
    try {
      settings.turn(name, on);
      page.addFlashAttribute("done", "that is turned " + (on ? "on" : "off"));
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
    }
    return "redirect:/dashboard/settings";
  }
}
