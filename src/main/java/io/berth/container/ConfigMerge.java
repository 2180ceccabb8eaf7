package io.berth.container;

import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.oci.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a user asked for, over what the image says: Docker's rules, field by field. */
final class ConfigMerge {

  private ConfigMerge() {}

  /**
   * The user's word wins; environment, labels, volumes and ports are joined; the image's command
   * counts only when the user gave neither command nor entrypoint.
   */
  static ContainerConfig merge(
      ContainerConfig user, ImageConfig.@Nullable Execution image, String hostname) {
    ContainerConfig base = image == null ? ContainerConfig.EMPTY : of(image);
    List<String> entrypoint = user.entrypoint() == null ? base.entrypoint() : user.entrypoint();
    boolean own = !Unset.or(user.cmd()).isEmpty() || !Unset.or(user.entrypoint()).isEmpty();
    List<String> cmd = own ? user.cmd() : base.cmd();
    return new ContainerConfig(
        user.hostname().isEmpty() ? hostname : user.hostname(),
        user.domainname(),
        or(user.user(), base.user()),
        user.attachStdin(),
        user.attachStdout(),
        user.attachStderr(),
        join(base.exposedPorts(), user.exposedPorts()),
        user.tty(),
        user.openStdin(),
        user.stdinOnce(),
        environment(user.env(), base.env()),
        cmd,
        healthcheck(user.healthcheck(), base.healthcheck()),
        user.argsEscaped(),
        user.image(),
        join(base.volumes(), user.volumes()),
        or(user.workingDir(), base.workingDir()),
        entrypoint,
        user.networkDisabled(),
        user.macAddress(),
        user.onBuild(),
        join(base.labels(), user.labels()),
        or(user.stopSignal(), base.stopSignal()),
        user.stopTimeout(),
        user.shell().isEmpty() ? base.shell() : user.shell());
  }

  /** Entrypoint, then command; an entrypoint of one empty string stands for none. */
  static List<String> commandLine(ContainerConfig config) {
    List<String> line = new ArrayList<>();
    if (config.entrypoint() != null && !config.entrypoint().equals(List.of(""))) {
      line.addAll(config.entrypoint());
    }
    if (config.cmd() != null) {
      line.addAll(config.cmd());
    }
    return List.copyOf(line);
  }

  /** The user's variables, then those of the image that the user did not set. */
  static List<String> environment(List<String> user, List<String> image) {
    Set<String> names = new LinkedHashSet<>();
    user.forEach(variable -> names.add(variable.split("=", 2)[0]));
    List<String> merged = new ArrayList<>(user);
    image.stream().filter(variable -> names.add(variable.split("=", 2)[0])).forEach(merged::add);
    return merged;
  }

  private static ContainerConfig of(ImageConfig.Execution image) {
    return new ContainerConfig(
        "",
        "",
        Unset.or(image.user()),
        false,
        false,
        false,
        Unset.or(image.exposedPorts()),
        false,
        false,
        false,
        Unset.or(image.env()),
        image.cmd(),
        of(image.healthcheck()),
        false,
        "",
        Unset.or(image.volumes()),
        Unset.or(image.workingDir()),
        image.entrypoint(),
        false,
        "",
        null,
        Unset.or(image.labels()),
        Unset.or(image.stopSignal()),
        null,
        Unset.or(image.shell()));
  }

  private static @Nullable Healthcheck of(ImageConfig.@Nullable Healthcheck image) {
    return image == null
        ? null
        : new Healthcheck(
            Unset.or(image.test()),
            Unset.or(image.interval()),
            Unset.or(image.timeout()),
            Unset.or(image.startPeriod()),
            0L,
            Unset.or(image.retries()));
  }

  private static @Nullable Healthcheck healthcheck(
      @Nullable Healthcheck user, @Nullable Healthcheck image) {
    if (user == null || image == null) {
      return user == null ? image : user;
    }
    return new Healthcheck(
        user.test().isEmpty() ? image.test() : user.test(),
        or(user.interval(), image.interval()),
        or(user.timeout(), image.timeout()),
        or(user.startPeriod(), image.startPeriod()),
        or(user.startInterval(), image.startInterval()),
        user.retries() == 0 ? image.retries() : user.retries());
  }

  private static String or(String first, String second) {
    return first.isEmpty() ? second : first;
  }

  private static Long or(Long first, Long second) {
    return first == 0 ? second : first;
  }

  private static <V> Map<String, V> join(Map<String, V> base, Map<String, V> over) {
    Map<String, V> joined = new LinkedHashMap<>(base);
    joined.putAll(over);
    return joined;
  }
}
