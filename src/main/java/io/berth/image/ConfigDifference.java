package io.berth.image;

import io.berth.image.ImageComparison.Setting;
import io.berth.oci.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs in the configuration of two images. */
final class ConfigDifference {

  private ConfigDifference() {}

  static List<Setting> between(ImageConfig first, ImageConfig second) {
    List<Setting> settings = new ArrayList<>();
    Map<String, String> before = plain(first);
    Map<String, String> after = plain(second);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      add(settings, name, "", before.get(name), after.get(name));
    }
    addAll(settings, "environment", environment(first), environment(second));
    addAll(settings, "label", labels(first), labels(second));
    return settings;
  }

  private static void addAll(
      List<Setting> settings, String name, Map<String, String> before, Map<String, String> after) {
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      add(settings, name, key, before.get(key), after.get(key));
    }
  }

  private static void add(
      List<Setting> settings,
      String name,
      String key,
      @Nullable String before,
      @Nullable String after) {
    if (!Objects.equals(before, after)) {
      settings.add(new Setting(name, key, before, after));
    }
  }

  private static Map<String, String> plain(ImageConfig config) {
    Map<String, String> values = new LinkedHashMap<>();
    String variant = config.variant() == null ? "" : "/" + config.variant();
    put(values, "platform", config.os() + "/" + config.architecture() + variant);
    put(values, "author", config.author());
    ImageConfig.Execution execution = config.config();
    if (execution != null) {
      put(values, "user", execution.user());
      put(values, "entrypoint", words(execution.entrypoint()));
      put(values, "command", words(execution.cmd()));
      put(values, "working directory", execution.workingDir());
      put(values, "stop signal", execution.stopSignal());
      put(values, "shell", words(execution.shell()));
      put(values, "ports", keys(execution.exposedPorts()));
      put(values, "volumes", keys(execution.volumes()));
      put(values, "health check", check(execution.healthcheck()));
    }
    return values;
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      values.put(name, value);
    }
  }

  private static @Nullable String words(@Nullable List<String> words) {
    return words == null || words.isEmpty() ? null : words.toString();
  }

  private static @Nullable String keys(@Nullable Map<String, Object> map) {
    return map == null || map.isEmpty() ? null : String.join(", ", new TreeSet<>(map.keySet()));
  }

  private static @Nullable String check(ImageConfig.@Nullable Healthcheck check) {
    return check == null
        ? null
        : "%s, every %s ns, at most %s ns, %s retries"
            .formatted(check.test(), check.interval(), check.timeout(), check.retries());
  }

  private static Map<String, String> environment(ImageConfig config) {
    Map<String, String> values = new TreeMap<>();
    ImageConfig.Execution execution = config.config();
    List<String> lines = execution == null ? null : execution.env();
    for (String line : lines == null ? List.<String>of() : lines) {
      int equals = line.indexOf('=');
      values.put(
          equals < 0 ? line : line.substring(0, equals),
          equals < 0 ? "" : line.substring(equals + 1));
    }
    return values;
  }

  private static Map<String, String> labels(ImageConfig config) {
    ImageConfig.Execution execution = config.config();
    Map<String, String> labels = execution == null ? null : execution.labels();
    return labels == null ? Map.of() : labels;
  }
}
