package io.berth.restapi;

import io.berth.settings.Fact;
import io.berth.settings.Settings;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the engine is configured, and what administrators decide while it runs. */
@RestController("apiSettingsController")
@RequestMapping("/api/settings")
class SettingsController {

  private final Settings settings;
  private final List<Fact.Source> sources;

  SettingsController(Settings settings, List<Fact.Source> sources) {
    this.settings = settings;
    this.sources = sources;
  }

  record SwitchBody(String name, String title, String meaning, boolean on) {
    static SwitchBody of(Settings.State state) {
      var what = state.what();
      return new SwitchBody(what.name(), what.title(), what.meaning(), state.on());
    }
  }

  record SettingsBody(List<SwitchBody> switches, List<Fact> facts) {}

  record Wanted(boolean on) {}

  @GetMapping
  SettingsBody show() {
    return new SettingsBody(
        settings.switches().stream().map(SwitchBody::of).toList(), Fact.of(sources));
  }

  @PutMapping("/{name}")
  SettingsBody turn(@PathVariable String name, @RequestBody Wanted wanted) {
    settings.turn(name, wanted.on());
    return show();
  }
}
