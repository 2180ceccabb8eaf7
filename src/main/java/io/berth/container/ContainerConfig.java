package io.berth.container;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Docker's {@code Config}: the portable part of a container's configuration, in the Engine API's
 * own field names ({@code POST /containers/create}). Absent and null fields become empty ones;
 * nullable components are those whose absence differs from emptiness.
 *
 * @param cmd null when not given
 * @param entrypoint null when not given; empty replaces the image's by none
 * @param stopTimeout seconds; null for the engine's default
 */
@JsonNaming(UpperCamelCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerConfig(
    String hostname,
    String domainname,
    String user,
    Boolean attachStdin,
    Boolean attachStdout,
    Boolean attachStderr,
    Map<String, Object> exposedPorts,
    Boolean tty,
    Boolean openStdin,
    Boolean stdinOnce,
    List<String> env,
    @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<String> cmd,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Healthcheck healthcheck,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean argsEscaped,
    String image,
    Map<String, Object> volumes,
    String workingDir,
    @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<String> entrypoint,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean networkDisabled,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String macAddress,
    @Nullable List<String> onBuild,
    Map<String, String> labels,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String stopSignal,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer stopTimeout,
    @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> shell) {

  /** Says nothing. */
  public static final ContainerConfig EMPTY =
      new ContainerConfig(
          "", "", "", false, false, false, Map.of(), false, false, false, List.of(), null, null,
          false, "", Map.of(), "", null, false, "", null, Map.of(), "", null, List.of());

  public ContainerConfig {
    hostname = Unset.or(hostname);
    domainname = Unset.or(domainname);
    user = Unset.or(user);
    attachStdin = Unset.or(attachStdin);
    attachStdout = Unset.or(attachStdout);
    attachStderr = Unset.or(attachStderr);
    exposedPorts = Unset.or(exposedPorts);
    tty = Unset.or(tty);
    openStdin = Unset.or(openStdin);
    stdinOnce = Unset.or(stdinOnce);
    env = Unset.or(env);
    cmd = cmd == null ? null : Unset.or(cmd);
    argsEscaped = Unset.or(argsEscaped);
    image = Unset.or(image);
    volumes = Unset.or(volumes);
    workingDir = Unset.or(workingDir);
    entrypoint = entrypoint == null ? null : Unset.or(entrypoint);
    networkDisabled = Unset.or(networkDisabled);
    macAddress = Unset.or(macAddress);
    labels = Unset.or(labels);
    stopSignal = Unset.or(stopSignal);
    shell = Unset.or(shell);
  }

  public ContainerConfig withLabels(Map<String, String> others) {
    return with(env, others);
  }

  ContainerConfig with(List<String> otherEnv, Map<String, String> otherLabels) {
    return new ContainerConfig(
        hostname,
        domainname,
        user,
        attachStdin,
        attachStdout,
        attachStderr,
        exposedPorts,
        tty,
        openStdin,
        stdinOnce,
        otherEnv,
        cmd,
        healthcheck,
        argsEscaped,
        image,
        volumes,
        workingDir,
        entrypoint,
        networkDisabled,
        macAddress,
        onBuild,
        otherLabels,
        stopSignal,
        stopTimeout,
        shell);
  }

  /**
   * A probe of the container's health; times in nanoseconds.
   *
   * @param test empty to inherit, or {@code NONE}, {@code CMD …}, {@code CMD-SHELL …}
   */
  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Healthcheck(
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<String> test,
      Long interval,
      Long timeout,
      Long startPeriod,
      Long startInterval,
      Integer retries) {
    public Healthcheck {
      test = Unset.or(test);
      interval = Unset.or(interval);
      timeout = Unset.or(timeout);
      startPeriod = Unset.or(startPeriod);
      startInterval = Unset.or(startInterval);
      retries = Unset.or(retries);
    }
  }
}
