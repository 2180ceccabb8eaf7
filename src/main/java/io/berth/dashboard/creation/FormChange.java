package io.berth.dashboard.creation;

import io.berth.container.ContainerConfig;
import io.berth.container.HostConfig;
import io.berth.container.Recreations.Change;
import io.berth.container.Recreations.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person changed in the form of a container that is there. A field that says what it said
 * changes nothing; what the fields cannot hold stays.
 */
final class FormChange {

  private final Settings settings;
  private final Map<String, @Nullable Object> config = new HashMap<>();
  private final Map<String, @Nullable Object> host = new HashMap<>();

  private FormChange(Settings settings) {
    this.settings = settings;
  }

  static Change of(Settings settings, CreateForm form) {
    CreateForm before = FilledForm.of(settings.config(), settings.hostConfig());
    var change = new FormChange(settings);
    CreateFields.ALL.forEach((name, field) -> {
      if (!name.equals("name")) {
        change.compare(field, before, form);
      }
    });
    change.keepWhatLinesCannotHold();
    boolean newer = form.flag("newerImage");
    return new Change(change.config, change.host, newer);
  }

  private void compare(CreateFields.Field field, CreateForm before, CreateForm after) {
    var old = new CreateBody();
    var now = new CreateBody();
    field.put(before, old);
    field.put(after, now);
    note(old.config, now.config, config);
    note(old.host, now.host, host);
  }

  private static void note(
      Map<String, Object> old, Map<String, Object> now, Map<String, @Nullable Object> changes) {
    Set<String> names = new HashSet<>(old.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      Object value = now.get(name);
      Object earlier = old.get(name);
      if (value == null ? earlier != null : !value.equals(earlier)) {
        changes.put(name, value);
      }
    }
  }

  private void keepWhatLinesCannotHold() {
    ContainerConfig own = settings.config();
    HostConfig given = settings.hostConfig();
    if (config.get("Env") instanceof List<?> lines) {
      List<Object> all = new ArrayList<>(lines);
      own.env().stream().filter(line -> !FilledForm.isVariable(line)).forEach(all::add);
      config.put("Env", all);
    }
    if (config.get("Labels") instanceof Map<?, ?> labels) {
      Map<Object, Object> all = new LinkedHashMap<>(labels);
      own.labels().entrySet().stream()
          .filter(label -> !FilledForm.isLabel(label) && !FilledForm.hasField(label))
          .forEach(label -> all.putIfAbsent(label.getKey(), label.getValue()));
      config.put("Labels", all);
    }
    if (config.get("ExposedPorts") instanceof Map<?, ?> ports) {
      Map<Object, Object> all = new LinkedHashMap<>(own.exposedPorts());
      given.portBindings().keySet().forEach(all::remove);
      all.putAll(ports);
      config.put("ExposedPorts", all);
    }
    if (host.containsKey("SecurityOpt")) {
      List<Object> all = new ArrayList<>();
      given.securityOpt().stream()
          .filter(option -> !option.startsWith("no-new-privileges"))
          .forEach(all::add);
      if (host.get("SecurityOpt") instanceof List<?> options) {
        all.addAll(options);
      }
      host.put("SecurityOpt", all);
    }
  }
}
