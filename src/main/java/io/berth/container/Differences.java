package io.berth.container;

import io.berth.container.Recreations.Difference;
import io.berth.security.SecretNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two containers' settings, one entry a setting, in words. */
final class Differences {

  /** What a person calls them; others go by their names in Docker's format. */
  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("Image", "Image"),
          Map.entry("Cmd", "Command"),
          Map.entry("Entrypoint", "Entrypoint"),
          Map.entry("WorkingDir", "Working directory"),
          Map.entry("Tty", "Terminal"),
          Map.entry("OpenStdin", "Open input"),
          Map.entry("Hostname", "Host name"),
          Map.entry("ExposedPorts", "Exposed ports"),
          Map.entry("PortBindings", "Published ports"),
          Map.entry("PublishAllPorts", "Publish every exposed port"),
          Map.entry("Binds", "Volumes and folders"),
          Map.entry("Tmpfs", "Folders in memory"),
          Map.entry("NetworkMode", "Network"),
          Map.entry("RestartPolicy", "Restart policy"),
          Map.entry("AutoRemove", "Remove when it ends"),
          Map.entry("Healthcheck", "Health check"),
          Map.entry("PidsLimit", "Processes and threads"),
          Map.entry("NanoCpus", "Processors"),
          Map.entry("CapAdd", "Added capabilities"),
          Map.entry("CapDrop", "Dropped capabilities"),
          Map.entry("ReadonlyRootfs", "Read only root"),
          Map.entry("SecurityOpt", "Security options"));

  private final List<Difference> found = new ArrayList<>();

  private Differences() {}

  /**
   * @param image of each side, which a name alone does not tell
   */
  record Side(ContainerConfig config, HostConfig host, String image) {}

  static List<Difference> of(Side before, Side after) {
    var differences = new Differences();
    if (!before.image.equals(after.image)) {
      differences.note("Image", image(before), image(after));
    }
    ObjectNode old = Documents.tree(before.config);
    ObjectNode now = Documents.tree(after.config);
    differences.named("Environment", env(before.config), env(after.config));
    differences.named("Label", before.config.labels(), after.config.labels());
    for (String apart : List.of("Env", "Labels", "Image")) {
      old.remove(apart);
      now.remove(apart);
    }
    differences.fields(old, now);
    differences.fields(Documents.tree(before.host), Documents.tree(after.host));
    return List.copyOf(differences.found);
  }

  private static String image(Side side) {
    String id = side.image.substring(side.image.indexOf(':') + 1);
    return side.config.image() + " (" + id.substring(0, Math.min(12, id.length())) + ")";
  }

  private static Map<String, String> env(ContainerConfig config) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : config.env()) {
      String[] pair = line.split("=", 2);
      variables.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
    return variables;
  }

  private void named(String what, Map<String, String> before, Map<String, String> after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String old = before.get(name);
      String now = after.get(name);
      if (old == null ? now != null : !old.equals(now)) {
        note(what + " " + name, shown(name, old), shown(name, now));
      }
    }
  }

  /** A secret is masked: that it is here says that it is another one. */
  private static String shown(String name, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      return "";
    }
    String line = SecretNames.hiddenLines(List.of(name + "=" + value)).getFirst();
    String text = line.substring(name.length() + 1);
    return text.isEmpty() ? "empty" : text;
  }

  private void fields(ObjectNode before, ObjectNode after) {
    Set<String> names = new TreeSet<>(before.propertyNames());
    names.addAll(after.propertyNames());
    for (String name : names) {
      String old = words(name, before.path(name));
      String now = words(name, after.path(name));
      if (!before.path(name).equals(after.path(name)) && !old.equals(now)) {
        note(TITLES.getOrDefault(name, name), old, now);
      }
    }
  }

  private void note(String setting, String before, String after) {
    found.add(new Difference(setting, before, after));
  }

  private static String words(String name, JsonNode value) {
    return switch (name) {
      case "PortBindings" -> ports(value);
      case "ExposedPorts", "Volumes" -> String.join(", ", value.propertyNames());
      case "RestartPolicy" -> restart(value);
      case "Memory", "MemoryReservation", "ShmSize", "MemorySwap" -> bytes(value.asLong(0));
      case "NanoCpus" -> value.asLong(0) == 0 ? "" : number(value.asLong() / 1e9);
      default -> plain(value);
    };
  }

  private static String ports(JsonNode bindings) {
    List<String> ports = new ArrayList<>();
    bindings
        .properties()
        .forEach(port ->
            port.getValue()
                .forEach(binding -> {
                  String address = binding.path("HostIp").asString("");
                  String host = binding.path("HostPort").asString("");
                  ports.add(
                      (address.isEmpty() ? "" : address + ":")
                          + (host.isEmpty() ? "a free port" : host)
                          + " → "
                          + port.getKey());
                }));
    return String.join(", ", ports);
  }

  private static String restart(JsonNode policy) {
    String name = policy.path("Name").asString("");
    int most = policy.path("MaximumRetryCount").asInt(0);
    return name.isEmpty() || name.equals("no") ? "no" : name + (most == 0 ? "" : ":" + most);
  }

  private static String bytes(long count) {
    if (count <= 0) {
      return count == 0 ? "" : "no limit";
    }
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long value = count;
    while (unit < units.length - 1 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return value + " " + units[unit];
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static String plain(JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(Differences::plain)
          .collect(Collectors.joining(" "));
    }
    if (value.isObject()) {
      return value.properties().stream()
          .map(field -> field.getKey() + " " + plain(field.getValue()))
          .collect(Collectors.joining(", "));
    }
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    return value.isBoolean() ? (value.asBoolean() ? "yes" : "no") : value.asString();
  }
}
