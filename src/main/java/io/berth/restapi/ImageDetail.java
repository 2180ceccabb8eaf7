package io.berth.restapi;

import io.berth.image.ImageView;
import io.berth.oci.ImageConfig;
import io.berth.security.SecretNames;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An image and how containers of it are configured.
 *
 * @param bytes of its layers, unpacked
 * @param platform such as {@code linux/amd64}
 * @param environment {@code NAME=value} lines
 */
record ImageDetail(
    String id,
    List<String> names,
    List<String> digests,
    Instant createdAt,
    long bytes,
    String platform,
    List<String> entrypoint,
    List<String> command,
    String user,
    String workingDirectory,
    List<String> environment,
    List<String> exposedPorts,
    List<String> volumes,
    String stopSignal,
    Map<String, String> labels) {

  private static final ImageConfig.Execution NONE = ImageConfig.Execution.EMPTY;

  static ImageDetail of(ImageView image) {
    ImageConfig config = image.config();
    var run = Objects.requireNonNullElse(config.config(), NONE);
    String variant = config.variant() == null ? "" : "/" + config.variant();
    return new ImageDetail(
        image.id(),
        image.repoTags(),
        image.repoDigests(),
        image.created(),
        image.size(),
        config.os() + "/" + config.architecture() + variant,
        list(run.entrypoint()),
        list(run.cmd()),
        text(run.user()),
        text(run.workingDir()),
        SecretNames.maskedLines(list(run.env())),
        keys(run.exposedPorts()),
        keys(run.volumes()),
        text(run.stopSignal()),
        run.labels() == null ? Map.of() : SecretNames.masked(run.labels()));
  }

  private static List<String> list(@Nullable List<String> values) {
    return values == null ? List.of() : values;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static List<String> keys(@Nullable Map<String, Object> map) {
    return map == null ? List.of() : List.copyOf(new TreeSet<>(map.keySet()));
  }
}
