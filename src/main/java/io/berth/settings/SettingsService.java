package io.berth.settings;

import io.berth.failure.NotFound;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;

@Service
class SettingsService implements Settings {

  private final SettingRows rows;
  private final List<Switch> all;

  /** The service is the only one that writes to its database. */
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  SettingsService(SettingRows rows, List<Switch> all) {
    this.rows = rows;
    this.all = all.stream().sorted(Comparator.comparing(Switch::title)).toList();
  }

  @Override
  public boolean isOn(Switch which) {
    return known.computeIfAbsent(
        which.name(),
        name ->
            rows.findById(name)
                .map(row -> Boolean.parseBoolean(row.content()))
                .orElse(which.normally()));
  }

  @Override
  public List<State> switches() {
    return all.stream().map(what -> new State(what, isOn(what))).toList();
  }

  @Override
  public void turn(String name, boolean on) {
    Switch which =
        all.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new NotFound("no such setting: " + name));
    known.compute(
        which.name(),
        (key, before) -> {
          rows.save(new Setting(key, String.valueOf(on)));
          return on;
        });
  }
}
