package io.berth.dashboard;

import io.berth.oci.ImageConfig;
import io.berth.security.SecretNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One part of an image's configuration as a page shows it. */
record ImageFact(String name, List<String> values) {

  static List<ImageFact> of(ImageConfig config) {
    List<ImageFact> facts = new ArrayList<>();
    String variant = config.variant() == null ? "" : "/" + config.variant();
    add(facts, "platform", List.of(config.os() + "/" + config.architecture() + variant));
    add(facts, "author", one(config.author()));
    ImageConfig.Execution execution = config.config();
    if (execution != null) {
      add(facts, "entrypoint", words(execution.entrypoint()));
      add(facts, "command", words(execution.cmd()));
      add(facts, "user", one(execution.user()));
      add(facts, "working directory", one(execution.workingDir()));
      List<String> env = execution.env();
      add(facts, "environment", env == null ? null : SecretNames.maskedLines(env));
      add(facts, "ports", keys(execution.exposedPorts()));
      add(facts, "volumes", keys(execution.volumes()));
      add(facts, "stop signal", one(execution.stopSignal()));
      add(facts, "shell", words(execution.shell()));
      add(facts, "health check", check(execution.healthcheck()));
      add(facts, "labels", labels(execution.labels()));
    }
    return facts;
  }

  private static void add(List<ImageFact> facts, String name, @Nullable List<String> values) {
    if (values != null && !values.isEmpty()) {
      facts.add(new ImageFact(name, values));
    }
  }

  private static List<String> one(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(text);
  }

  /** Quoted where a word is not plain, so that one can see where each begins. */
  private static List<String> words(@Nullable List<String> words) {
    if (words == null || words.isEmpty()) {
      return List.of();
    }
    return List.of(
        String.join(
            " ",
            words.stream()
                .map(word -> word.matches("[\\w./:=@%+,-]+") ? word : "\"" + word + "\"")
                .toList()));
  }

  private static List<String> keys(@Nullable Map<String, Object> map) {
    return map == null ? List.of() : List.copyOf(new TreeSet<>(map.keySet()));
  }

  private static List<String> labels(@Nullable Map<String, String> labels) {
    return labels == null
        ? List.of()
        : SecretNames.masked(labels).entrySet().stream()
            .map(l -> l.getKey() + "=" + l.getValue())
            .sorted()
            .toList();
  }

  private static List<String> check(ImageConfig.@Nullable Healthcheck check) {
    if (check == null || check.test() == null) {
      return List.of();
    }
    Long interval = check.interval();
    String every =
        interval == null || interval <= 0
            ? ""
            : " every " + Duration.ofNanos(interval).toSeconds() + " s";
    return List.of(String.join(" ", check.test()) + every);
  }
}
