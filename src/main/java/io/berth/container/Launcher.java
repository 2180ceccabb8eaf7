package io.berth.container;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.keeper.Job;
import io.berth.keeper.Keeper;
import io.berth.keeper.KeptRun;
import io.berth.runtime.DeviceSpec;
import io.berth.runtime.HostNamespaces;
import io.berth.runtime.LaunchSpec;
import io.berth.team.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gets a container's processes going. When that fails, nothing of the attempt is left. */
final class Launcher {

  private final Keeper keeper;
  private final Reserving reserving;
  private final Connecting connecting;
  private final RootMounts mounts;
  private final ContainerLogs logs;
  private final ContainerRoot root;
  private final Ownership ownership;

  Launcher(
      Keeper keeper,
      Reserving reserving,
      Connecting connecting,
      RootMounts mounts,
      ContainerLogs logs,
      ContainerRoot root,
      Ownership ownership) {
    this.keeper = keeper;
    this.reserving = reserving;
    this.connecting = connecting;
    this.mounts = mounts;
    this.logs = logs;
    this.root = root;
    this.ownership = ownership;
  }

  Run launch(Container container) {
    RunNetwork network = reserving.reserve(container);
    try {
      boolean connected = !network.joined().isEmpty();
      Job job =
          new Job(
              spec(container, network),
              connected,
              ContainerLogs.place(container),
              connected ? Documents.write(ConnectionMemo.of(network, null)) : "");
      logs.begin(container);
      KeptRun kept = keeper.launch(job, container.output.isAttended(), network::connect);
      return new Run(kept, network, container.output);
    } catch (IOException e) {
      throw Reserving.giveBack(
          network, new Unavailable("start container " + container.id + ": " + e.getMessage(), e));
    } catch (RuntimeException e) {
      throw Reserving.giveBack(network, e);
    }
  }

  /** A run that an earlier service launched, with the network that it had. */
  Run takeOver(Container container, KeptRun kept) {
    logs.begin(container);
    return new Run(kept, reserving.adopt(container, kept), container.output);
  }

  /** What of the network belongs to no run that was taken over is removed. */
  void sweep() {
    connecting.sweep();
  }

  void mend(Container container, Run run) {
    connecting.mend(container, run);
  }

  private LaunchSpec spec(Container container, RunNetwork network) throws IOException {
    HostConfig host = container.hostConfig;
    writeEtc(container, network);
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

  private static void writeEtc(Container container, RunNetwork network) throws IOException {
    Files.writeString(container.file("hostname"), container.config.hostname() + "\n");
    Files.writeString(
        container.file("resolv.conf"), EtcFiles.resolver(container, network.isNamed()));
    Files.writeString(container.file("hosts"), EtcFiles.hosts(container, network));
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
