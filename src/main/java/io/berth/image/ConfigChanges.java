package io.berth.image;

import io.berth.failure.InvalidRequest;
import io.berth.oci.ImageConfig.Execution;
import io.berth.oci.ImageConfig.Healthcheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Applies Dockerfile instructions to a configuration, as {@code docker import --change} and {@code
 * docker commit --change} do: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME,
 * WORKDIR.
 */
final class ConfigChanges {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern WORD =
      Pattern.compile("\\G\\s*((?:[^\\s\"'\\\\]|\\\\.|\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*')+)");

  private @Nullable String user;
  private final Map<String, Object> exposedPorts = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable List<String> entrypoint;
  private @Nullable List<String> command;
  private final Map<String, Object> volumes = new LinkedHashMap<>();
  private @Nullable String workingDir;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private @Nullable String stopSignal;
  private @Nullable Healthcheck healthcheck;
  private @Nullable List<String> onBuild;
  private @Nullable List<String> shell;

  private ConfigChanges() {}

  static Execution apply(@Nullable Execution before, List<String> instructions) {
    ConfigChanges changes = new ConfigChanges();
    if (before != null) {
      changes.start(before);
    }
    instructions.forEach(changes::instruction);
    return changes.result();
  }

  private void start(Execution before) {
    user = before.user();
    putAll(exposedPorts, before.exposedPorts());
    for (String variable : before.env() == null ? List.<String>of() : before.env()) {
      String[] pair = variable.split("=", 2);
      environment.put(pair[0], pair.length > 1 ? pair[1] : "");
    }
    entrypoint = before.entrypoint();
    command = before.cmd();
    putAll(volumes, before.volumes());
    workingDir = before.workingDir();
    putAll(labels, before.labels());
    stopSignal = before.stopSignal();
    healthcheck = before.healthcheck();
    onBuild = before.onBuild();
    shell = before.shell();
  }

  private void instruction(String line) {
    String[] parts = line.strip().split("\\s+", 2);
    String name = parts[0].toUpperCase(Locale.ROOT);
    String rest = parts.length > 1 ? parts[1].strip() : "";
    if (rest.isEmpty()) {
      throw new InvalidRequest(name + " requires at least one argument");
    }
    switch (name) {
      case "CMD" -> command = executable(rest);
      case "ENTRYPOINT" -> {
        entrypoint = executable(rest);
        command = null;
      }
      case "ENV" -> pairs(name, rest, environment);
      case "LABEL" -> pairs(name, rest, labels);
      case "EXPOSE" -> words(rest).forEach(port -> exposedPorts.put(port(port), Map.of()));
      case "USER" -> user = rest;
      case "VOLUME" -> list(rest).forEach(path -> volumes.put(path, Map.of()));
      case "WORKDIR" -> workingDir = workingDirectory(rest);
      case "STOPSIGNAL" -> stopSignal = rest;
      default -> throw new InvalidRequest(name + " is not a valid change command");
    }
  }

  private Execution result() {
    return new Execution(
        user,
        exposedPorts.isEmpty() ? null : exposedPorts,
        environment.isEmpty()
            ? null
            : environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList(),
        entrypoint,
        command,
        volumes.isEmpty() ? null : volumes,
        workingDir,
        labels.isEmpty() ? null : labels,
        stopSignal,
        healthcheck,
        onBuild,
        shell);
  }

  /** A JSON list as it is, anything else through a shell. */
  private static List<String> executable(String rest) {
    List<String> list = json(rest);
    return list == null ? List.of("/bin/sh", "-c", rest) : list;
  }

  private static List<String> list(String rest) {
    List<String> list = json(rest);
    return list == null ? words(rest) : list;
  }

  private static @Nullable List<String> json(String rest) {
    if (!rest.startsWith("[")) {
      return null;
    }
    try {
      return List.of(JSON.readValue(rest, String[].class));
    } catch (JacksonException | NullPointerException e) {
      return null;
    }
  }

  private static void pairs(String name, String rest, Map<String, String> into) {
    List<String> words = words(rest);
    if (words.getFirst().indexOf('=') < 0) {
      String[] pair = rest.split("\\s+", 2);
      if (pair.length < 2) {
        throw new InvalidRequest(name + " must have two arguments");
      }
      into.put(pair[0], pair[1]);
      return;
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw new InvalidRequest("Syntax error - can't find = in \"" + word + "\"");
      }
      into.put(word.substring(0, equals), word.substring(equals + 1));
    }
  }

  /** Words as a shell splits them, quotes removed. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    int end = 0;
    while (word.find()) {
      words.add(unquoted(word.group(1)));
      end = word.end();
    }
    if (words.isEmpty() || !text.substring(end).isBlank()) {
      throw new InvalidRequest("unexpected end of statement while looking for matching quote");
    }
    return words;
  }

  private static String unquoted(String word) {
    StringBuilder plain = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < word.length()) {
        plain.append(word.charAt(++i));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static String port(String port) {
    if (!port.matches("[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp))?")) {
      throw new InvalidRequest("invalid containerPort: " + port);
    }
    return port.indexOf('/') < 0 ? port + "/tcp" : port;
  }

  private String workingDirectory(String path) {
    String base = workingDir == null || workingDir.isEmpty() ? "/" : workingDir;
    return java.nio.file.Path.of(base).resolve(path).normalize().toString();
  }

  private static <V> void putAll(Map<String, V> into, @Nullable Map<String, V> from) {
    if (from != null) {
      into.putAll(from);
    }
  }
}
