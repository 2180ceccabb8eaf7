package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.berth.container.ContainerConfig;
import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Membership;
import io.berth.container.ContainerView.Status;
import io.berth.container.Health;
import io.berth.container.HostConfig;
import io.berth.networks.BuiltIn;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The answer of {@code GET /containers/{id}/json}. */
@JsonNaming(UpperCamelCaseStrategy.class)
record ContainerInspect(
    String id,
    String created,
    String path,
    List<String> args,
    StateBody state,
    String image,
    String resolvConfPath,
    String hostnamePath,
    String hostsPath,
    String logPath,
    String name,
    int restartCount,
    String driver,
    String platform,
    String mountLabel,
    String processLabel,
    String appArmorProfile,
    @JsonProperty("ExecIDs") @Nullable List<String> execIds,
    HostConfig hostConfig,
    Map<String, Object> graphDriver,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sizeRw,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sizeRootFs,
    List<MountBody> mounts,
    ContainerConfig config,
    NetworkSettingsBody networkSettings) {

  @JsonNaming(UpperCamelCaseStrategy.class)
  record StateBody(
      String status,
      boolean running,
      boolean paused,
      boolean restarting,
      @JsonProperty("OOMKilled") boolean oomKilled,
      boolean dead,
      int pid,
      int exitCode,
      String error,
      String startedAt,
      String finishedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HealthBody health) {

    static StateBody of(ContainerView.State state) {
      Status status = state.status();
      return new StateBody(
          status.name().toLowerCase(Locale.ROOT),
          status == Status.RUNNING || status == Status.PAUSED || status == Status.RESTARTING,
          status == Status.PAUSED,
          status == Status.RESTARTING,
          state.oomKilled(),
          status == Status.DEAD,
          state.pid(),
          state.exitCode(),
          state.error(),
          DockerJson.time(state.startedAt()),
          DockerJson.time(state.finishedAt()),
          HealthBody.of(state.health()));
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record HealthBody(String status, int failingStreak, List<ProbeBody> log) {

    static @Nullable HealthBody of(@Nullable Health health) {
      return health == null
          ? null
          : new HealthBody(
              health.status().word(),
              health.failingStreak(),
              health.log().stream().map(ProbeBody::of).toList());
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record ProbeBody(String start, String end, int exitCode, String output) {

    static ProbeBody of(Health.Probe probe) {
      return new ProbeBody(
          DockerJson.time(probe.start()),
          DockerJson.time(probe.end()),
          probe.exitCode(),
          probe.output());
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Binding(String hostIp, String hostPort) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record NetworkSettingsBody(
      String bridge,
      @JsonProperty("SandboxID") String sandboxId,
      String sandboxKey,
      Map<String, @Nullable List<Binding>> ports,
      @JsonProperty("EndpointID") String endpointId,
      String gateway,
      @JsonProperty("IPAddress") String ipAddress,
      @JsonProperty("IPPrefixLen") int ipPrefixLen,
      String macAddress,
      @JsonUnwrapped ContainerNetworks networks) {

    private static final Membership NOWHERE =
        new Membership("", "", false, "", "", List.of(), Map.of(), 0, "", "", 0, "", "");

    static NetworkSettingsBody of(ContainerView view, ApiVersion version) {
      ContainerView.NetworkView network = view.network();
      Map<String, @Nullable List<Binding>> ports = new TreeMap<>();
      boolean running = view.state().pid() != 0;
      if (running) {
        view.config().exposedPorts().keySet().forEach(port -> ports.put(port, null));
        ports.putAll(
            network.ports().stream()
                .collect(
                    Collectors.groupingBy(
                        port -> port.containerPort() + "/" + port.protocol(),
                        Collectors.mapping(
                            port -> new Binding(port.hostAddress(), "" + port.hostPort()),
                            Collectors.toList()))));
      }
      // clients before networks could be made read the default bridge's here
      Membership bridge =
          view.networks().stream()
              .filter(one -> one.networkId().equals(BuiltIn.BRIDGE.id()))
              .findFirst()
              .orElse(NOWHERE);
      return new NetworkSettingsBody(
          "",
          running ? view.id() : "",
          running ? "/proc/" + view.state().pid() + "/ns/net" : "",
          ports,
          bridge.endpointId(),
          bridge.gateway(),
          bridge.address(),
          bridge.prefixLength(),
          bridge.macAddress(),
          ContainerNetworks.of(view, version));
    }
  }

  static ContainerInspect of(ContainerView view, ApiVersion version) {
    Path directory = view.directory();
    ContainerView.Sizes sizes = view.sizes();
    return new ContainerInspect(
        view.id(),
        DockerJson.time(view.created()),
        view.path(),
        view.args(),
        StateBody.of(view.state()),
        view.imageId(),
        directory.resolve("resolv.conf").toString(),
        directory.resolve("hostname").toString(),
        directory.resolve("hosts").toString(),
        view.logPath().toString(),
        "/" + view.name(),
        view.restartCount(),
        "overlay2",
        "linux",
        "",
        "",
        "",
        view.execIds().isEmpty() ? null : view.execIds(),
        view.hostConfig(),
        graphDriver(view),
        sizes == null ? null : sizes.writable(),
        sizes == null ? null : sizes.root(),
        view.mounts().stream().map(MountBody::of).toList(),
        view.config(),
        NetworkSettingsBody.of(view, version));
  }

  private static Map<String, Object> graphDriver(ContainerView view) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(
        "LowerDir", view.layers().stream().map(Path::toString).collect(Collectors.joining(":")));
    data.put("MergedDir", view.directory().resolve("merged").toString());
    data.put("UpperDir", view.directory().resolve("upper").toString());
    data.put("WorkDir", view.directory().resolve("work").toString());
    return Map.of("Name", "overlay2", "Data", data);
  }
}
