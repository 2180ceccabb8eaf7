package io.berth.dockerapi;

import io.berth.build.BuildRequest;
import io.berth.container.HostConfig;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import io.berth.image.Images.RegistryCredentials;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of {@code POST /build}. What this engine does not do is refused, not left out. */
final class BuildQuery {

  private static final Map<String, String> NUMBERS =
      Map.of(
          "memory", "Memory",
          "memswap", "MemorySwap",
          "cpushares", "CpuShares",
          "cpuperiod", "CpuPeriod",
          "cpuquota", "CpuQuota",
          "shmsize", "ShmSize");

  private static final Map<String, String> WORDS =
      Map.of(
          "cpusetcpus", "CpusetCpus",
          "cpusetmems", "CpusetMems",
          "cgroupparent", "CgroupParent",
          "networkmode", "NetworkMode",
          "isolation", "Isolation");

  private final Query query;

  private BuildQuery(Query query) {
    this.query = query;
  }

  /**
   * @param registries credentials by domain
   */
  static BuildRequest read(Query query, Map<String, RegistryCredentials> registries) {
    BuildQuery build = new BuildQuery(query);
    build.refuse();
    String platform = query.text("platform");
    boolean remove = query.flag("rm", true);
    return new BuildRequest(
        Objects.requireNonNullElse(query.text("dockerfile"), "Dockerfile"),
        query.all("t").stream().filter(name -> !name.isEmpty()).map(BuildQuery::name).toList(),
        !query.flag("nocache"),
        query.flag("pull"),
        remove,
        query.flag("forcerm"),
        build.arguments(),
        build.labels(),
        Objects.requireNonNullElse(query.text("target"), ""),
        platform == null ? null : Platform.parse(platform),
        build.host(),
        domain -> registries.getOrDefault(domain, RegistryCredentials.NONE));
  }

  private void refuse() {
    if (query.text("remote") != null) {
      throw new Unsupported(
          "building from an address is not supported: fetch it, and send it as the build context");
    }
    if (query.flag("squash")) {
      throw new Unsupported("--squash is not supported: it would undo what layers are for");
    }
    if ("2".equals(query.text("version"))) {
      throw new Unsupported(
          "BuildKit is not offered: set DOCKER_BUILDKIT=0 to build with this engine's own builder");
    }
    if (query.text("outputs") != null) {
      throw new Unsupported("--output requires BuildKit, which this engine does not have");
    }
  }

  private static ImageReference name(String text) {
    ImageReference name = ImageReference.parse(text);
    if (name.digest() != null) {
      throw new InvalidRequest("refusing to create a tag with a digest reference");
    }
    return name;
  }

  private Map<String, @Nullable String> arguments() {
    Map<String, @Nullable String> arguments = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : document("buildargs").properties()) {
      JsonNode value = entry.getValue();
      arguments.put(entry.getKey(), value.isNull() ? null : value.asString());
    }
    return arguments;
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    document("labels")
        .properties()
        .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asString("")));
    return labels;
  }

  private JsonNode document(String name) {
    String text = query.text(name);
    if (text == null) {
      return DockerJson.MAPPER.createObjectNode();
    }
    try {
      JsonNode node = DockerJson.MAPPER.readTree(text);
      if (node.isNull() || node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw new InvalidRequest("error reading " + name + ": it is no JSON", e);
    }
    throw new InvalidRequest("error reading " + name + ": it is no JSON object");
  }

  private HostConfig host() {
    ObjectNode host = DockerJson.MAPPER.createObjectNode();
    host.putObject("LogConfig").put("Type", "none");
    NUMBERS.forEach((parameter, field) -> {
      Long number = number(parameter);
      if (number != null) {
        host.put(field, number);
      }
    });
    WORDS.forEach((parameter, field) -> {
      String word = query.text(parameter);
      if (word != null) {
        host.put(field, word);
      }
    });
    List<String> hosts = query.all("extrahosts").stream().flatMap(BuildQuery::hosts).toList();
    hosts.forEach(host.putArray("ExtraHosts")::add);
    query.all("securityopt").stream()
        .flatMap(BuildQuery::list)
        .forEach(host.putArray("SecurityOpt")::add);
    String ulimits = query.text("ulimits");
    if (ulimits != null && !ulimits.equals("null")) {
      host.set("Ulimits", tree("ulimits", ulimits));
    }
    return DockerJson.convert(host, HostConfig.class);
  }

  /** Several values, or one that is a JSON list, or names with commas between. */
  private static Stream<String> hosts(String text) {
    return text.startsWith("[") ? list(text) : List.of(text.split(",")).stream();
  }

  private static Stream<String> list(String text) {
    if (!text.startsWith("[")) {
      return text.isEmpty() || text.equals("null") ? Stream.empty() : Stream.of(text);
    }
    return tree("a list", text).valueStream().map(node -> node.asString(""));
  }

  private static JsonNode tree(String name, String text) {
    try {
      return DockerJson.MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new InvalidRequest("error reading " + name + ": it is no JSON", e);
    }
  }

  private @Nullable Long number(String name) {
    String value = query.text(name);
    if (value == null || value.equals("0")) {
      return null;
    }
    try {
      return Long.valueOf(value);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("invalid value for " + name + ": " + value, e);
    }
  }
}
