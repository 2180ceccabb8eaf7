package io.berth.build;

import io.berth.oci.ImageConfig.Execution;
import io.berth.oci.ImageConfig.Healthcheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the image of a stage says of its containers, as it grows. Used by one thread. */
final class Draft {

  private static final List<String> SHELL = List.of("/bin/sh", "-c");
  private static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  String user = "";
  String workingDir = "";
  String stopSignal = "";
  @Nullable List<String> entrypoint;
  @Nullable List<String> cmd;
  @Nullable Healthcheck healthcheck;
  List<String> onBuild = new ArrayList<>();
  List<String> shell = List.of();
  final List<String> env = new ArrayList<>();
  final Map<String, String> labels = new TreeMap<>();
  final Map<String, Object> exposedPorts = new TreeMap<>();
  final Map<String, Object> volumes = new TreeMap<>();

  /**
   * @param base null for none
   */
  Draft(@Nullable Execution base) {
    if (base != null) {
      user = orEmpty(base.user());
      workingDir = orEmpty(base.workingDir());
      stopSignal = orEmpty(base.stopSignal());
      entrypoint = base.entrypoint();
      cmd = base.cmd();
      healthcheck = base.healthcheck();
      onBuild.addAll(orEmpty(base.onBuild()));
      shell = orEmpty(base.shell());
      env.addAll(orEmpty(base.env()));
      labels.putAll(orEmpty(base.labels()));
      exposedPorts.putAll(orEmpty(base.exposedPorts()));
      volumes.putAll(orEmpty(base.volumes()));
    }
    if (variable("PATH") == null) {
      env.add(PATH);
    }
  }

  List<String> shellOrDefault() {
    return shell.isEmpty() ? SHELL : shell;
  }

  @Nullable String variable(String name) {
    return env.stream()
        .filter(line -> line.startsWith(name + "="))
        .findFirst()
        .map(line -> line.substring(name.length() + 1))
        .orElse(null);
  }

  void set(String name, String value) {
    String line = name + "=" + value;
    for (int i = 0; i < env.size(); i++) {
      if (env.get(i).startsWith(name + "=")) {
        env.set(i, line);
        return;
      }
    }
    env.add(line);
  }

  Execution execution() {
    return new Execution(
        orNull(user),
        exposedPorts.isEmpty() ? null : new LinkedHashMap<>(exposedPorts),
        env.isEmpty() ? null : List.copyOf(env),
        entrypoint,
        cmd,
        volumes.isEmpty() ? null : new LinkedHashMap<>(volumes),
        orNull(workingDir),
        labels.isEmpty() ? null : new LinkedHashMap<>(labels),
        orNull(stopSignal),
        healthcheck,
        onBuild.isEmpty() ? null : List.copyOf(onBuild),
        shell.isEmpty() ? null : shell);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : map;
  }
}
