package io.berth.build;

import io.berth.container.HostConfig;
import io.berth.failure.InvalidRequest;
import io.berth.image.Images.RegistryCredentials;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A build as people ask for it, in their own words.
 *
 * @param dockerfile its path in the context; empty for {@code Dockerfile}
 * @param names of the image, such as {@code app:1}
 * @param target a stage's name or number; empty for the last one
 * @param arguments {@code NAME=value} each
 * @param labels {@code name=value} each
 * @param platform empty for the host's
 * @param useCache whether steps that were done before are taken from there
 * @param pull whether base images are asked for at their registries even when they are here
 */
public record BuildOrder(
    String dockerfile,
    List<String> names,
    String target,
    List<String> arguments,
    List<String> labels,
    String platform,
    boolean useCache,
    boolean pull) {

  private static final HostConfig HOST =
      JsonMapper.builder()
          .build()
          .convertValue(Map.of("LogConfig", Map.of("Type", "none")), HostConfig.class);

  public BuildOrder {
    names = given(names);
    arguments = given(arguments);
    labels = given(labels);
  }

  private static List<String> given(List<String> lines) {
    return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /**
   * @throws InvalidRequest it cannot be understood
   */
  public BuildRequest request() {
    Map<String, @Nullable String> values = new HashMap<>();
    arguments.forEach(line -> values.put(name(line, "build argument"), value(line)));
    Map<String, String> marks = new HashMap<>();
    labels.forEach(line -> marks.put(name(line, "label"), value(line)));
    return new BuildRequest(
        dockerfile.isBlank() ? "Dockerfile" : dockerfile.strip(),
        names.stream().map(BuildOrder::name).toList(),
        useCache,
        pull,
        true,
        true,
        values,
        marks,
        target.strip(),
        platform.isBlank() ? null : Platform.parse(platform.strip()),
        HOST,
        _ -> RegistryCredentials.NONE);
  }

  /** What an image is to be called. */
  static ImageReference name(String text) {
    ImageReference name = ImageReference.parse(text);
    if (name.digest() != null) {
      throw new InvalidRequest("%s: a name with a digest cannot be given".formatted(text));
    }
    return name;
  }

  private static String name(String line, String what) {
    int equals = line.indexOf('=');
    if (equals < 1) {
      throw new InvalidRequest("the %s %s is not written NAME=value".formatted(what, line));
    }
    return line.substring(0, equals);
  }

  private static String value(String line) {
    return line.substring(line.indexOf('=') + 1);
  }
}
