package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.keeper.Job;
import io.berth.keeper.Keeper;
import io.berth.keeper.KeptRun;
import io.berth.network.BridgeNetwork;
import io.berth.network.BridgeNetwork.Endpoint;
import io.berth.network.BridgeNetwork.EndpointInfo;
import io.berth.runtime.DeviceSpec;
import io.berth.runtime.HostNamespaces;
import io.berth.runtime.LaunchSpec;
import io.berth.team.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets a container's processes going. When that fails, nothing of the attempt is left. */
final class Launcher {

  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

  private final Keeper keeper;
  private final Optional<BridgeNetwork> bridge;
  private final RootMounts mounts;
  private final ContainerLogs logs;
  private final ContainerRoot root;
  private final Ownership ownership;

  Launcher(
      Keeper keeper,
      Optional<BridgeNetwork> bridge,
      RootMounts mounts,
      ContainerLogs logs,
      ContainerRoot root,
      Ownership ownership) {
    this.keeper = keeper;
    this.bridge = bridge;
    this.mounts = mounts;
    this.logs = logs;
    this.root = root;
    this.ownership = ownership;
  }

  Run launch(Container container) {
    Endpoint endpoint =
        Networks.of(container.hostConfig) == Networks.BRIDGE ? reserve(container) : null;
    try {
      Job job =
          new Job(
              spec(container, endpoint),
              endpoint != null,
              ContainerLogs.place(container),
              endpoint == null ? "" : Documents.write(endpoint.info()));
      logs.begin(container);
      KeptRun kept =
          keeper.launch(job, container.output.isAttended(), netns -> connect(endpoint, netns));
      return new Run(kept, endpoint, container.output);
    } catch (IOException e) {
      throw giveBack(
          endpoint, new Unavailable("start container " + container.id + ": " + e.getMessage(), e));
    } catch (RuntimeException e) {
      throw giveBack(endpoint, e);
    }
  }

  private static RuntimeException giveBack(@Nullable Endpoint endpoint, RuntimeException failure) {
    if (endpoint != null) {
      try {
        endpoint.close();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  private static void connect(@Nullable Endpoint endpoint, Path netns) {
    if (endpoint != null) {
      endpoint.connect(netns);
    }
  }

  /** A run that an earlier service launched, with the network that it had. */
  Run takeOver(Container container, KeptRun kept) {
    logs.begin(container);
    return new Run(kept, adopt(container, kept.memo()), container.output);
  }

  private @Nullable Endpoint adopt(Container container, String memo) {
    if (memo.isEmpty() || bridge.isEmpty()) {
      return null;
    }
    try {
      return bridge.get().adopt(container.id, Documents.read(memo, EndpointInfo.class));
    } catch (BerthException e) {
      LOG.error("network of container {} is lost: {}", container.id, e.getMessage());
      return null;
    }
  }

  /** What of the network belongs to no run that was taken over is removed. */
  void sweep() {
    bridge.ifPresent(BridgeNetwork::sweep);
  }

  private Endpoint reserve(Container container) {
    BridgeNetwork network =
        bridge.orElseThrow(() ->
            new Unavailable(
                "this engine has no bridge network; containers start with --network none or"
                    + " host"));
    int steps = Ports.steps(container.hostConfig);
    for (int step = 0; ; step++) {
      try {
        return network.reserve(
            container.id, Ports.requests(container.config, container.hostConfig, step));
      } catch (Unavailable e) {
        if (step + 1 >= steps) {
          throw portFailure(container, e);
        }
      }
    }
  }

  private static BerthException portFailure(Container container, Unavailable failure) {
    int bind = failure.getMessage().indexOf("Bind for");
    if (bind < 0) {
      return failure;
    }
    return new Unavailable(
        "driver failed programming external connectivity on endpoint %s (%s): %s"
            .formatted(container.name, Ids.next(), failure.getMessage().substring(bind)),
        failure);
  }

  private LaunchSpec spec(Container container, @Nullable Endpoint endpoint) throws IOException {
    HostConfig host = container.hostConfig;
    writeEtc(container, endpoint);
    return new LaunchSpec(
        container.id,
        mounts.overlay(container),
        mounts.of(container),
        host.readonlyRootfs(),
        container.config.hostname(),
        container.config.domainname(),
        new HostNamespaces(
            host.networkMode().equals("host"),
            host.pidMode().equals("host"),
            host.ipcMode().equals("host"),
            host.utsMode().equals("host")),
        Processes.first(container),
        ResourceRules.resources(host),
        host.sysctls(),
        host.privileged(),
        host.devices().stream().map(Launcher::device).toList(),
        host.shmSize(),
        host.oomScoreAdj(),
        root.runs().resolve(container.id));
  }

  private static void writeEtc(Container container, @Nullable Endpoint endpoint)
      throws IOException {
    HostConfig host = container.hostConfig;
    Files.writeString(container.file("hostname"), container.config.hostname() + "\n");
    Files.writeString(container.file("resolv.conf"), EtcFiles.resolver(host));
    Files.writeString(
        container.file("hosts"),
        EtcFiles.hosts(
            container.config,
            host,
            endpoint == null ? null : endpoint.info().address(),
            endpoint == null ? null : endpoint.info().gateway()));
  }

  private static DeviceSpec device(HostConfig.Device device) {
    if (!Files.exists(Path.of(device.pathOnHost()))) {
      throw new InvalidRequest(
          "error gathering device information while adding custom device \"%s\": no such file or directory"
              .formatted(device.pathOnHost()));
    }
    String inside = device.pathInContainer();
    String permissions = device.cgroupPermissions();
    return new DeviceSpec(
        device.pathOnHost(),
        inside.isEmpty() ? device.pathOnHost() : inside,
        permissions.isEmpty() ? "rwm" : permissions);
  }
}
