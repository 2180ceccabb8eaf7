package io.berth.container;

import io.berth.network.BridgeNetwork.PublishedPort;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container as it is at one moment.
 *
 * @param name without the slash
 * @param image as the user typed it
 * @param config with the image's defaults merged in
 */
public record ContainerView(
    String id,
    String name,
    Instant created,
    String image,
    String imageId,
    String path,
    List<String> args,
    ContainerConfig config,
    HostConfig hostConfig,
    State state,
    int restartCount,
    NetworkView network,
    List<Membership> networks,
    List<MountPoint> mounts,
    List<String> execIds,
    Path directory,
    Path logPath,
    List<Path> layers,
    @Nullable Sizes sizes) {

  /** How it is on a network, whether it runs or not; empty when it is not on it. */
  public Optional<Membership> on(String networkId) {
    return networks.stream().filter(one -> one.networkId().equals(networkId)).findFirst();
  }

  /** The same with secrets hidden even from those who may ask for them. */
  public ContainerView masked() {
    return new ContainerView(
        id,
        name,
        created,
        image,
        imageId,
        path,
        args,
        Views.masked(config),
        hostConfig,
        state,
        restartCount,
        network,
        networks,
        mounts,
        execIds,
        directory,
        logPath,
        layers,
        sizes);
  }

  /** Docker's words for a container's state. */
  public enum Status {
    CREATED,
    RUNNING,
    PAUSED,
    RESTARTING,
    REMOVING,
    EXITED,
    DEAD
  }

  /**
   * @param pid 0 when not running
   * @param error why the last start failed or how much is unknown of its end, or empty
   * @param health null without a health check, and before the first run
   * @param endRequest what was asked to end the present run or the last one; null for nothing
   */
  public record State(
      Status status,
      int pid,
      int exitCode,
      boolean oomKilled,
      String error,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable EndRequest endRequest,
      @Nullable Health health) {}

  /**
   * The network that leads out of the container, or the first one.
   *
   * @param mode {@code bridge}, {@code host}, {@code none}, or a network's name or id
   * @param networkId 64 hexadecimal digits
   * @param address empty when not connected
   */
  public record NetworkView(
      String mode,
      String networkId,
      String endpointId,
      String address,
      int prefixLength,
      String gateway,
      String macAddress,
      List<PublishedPort> ports) {}

  /**
   * A network that a container is on, or will be when it runs.
   *
   * @param name of the network; its id when it is gone
   * @param wantedAddress of the container's own choice, or empty
   * @param wantedMac likewise
   * @param aliases without what every container has
   * @param endpointId empty when not connected, as is what follows
   */
  public record Membership(
      String name,
      String networkId,
      boolean userDefined,
      String wantedAddress,
      String wantedMac,
      List<String> aliases,
      Map<String, String> driverOptions,
      int gatewayPriority,
      String endpointId,
      String address,
      int prefixLength,
      String gateway,
      String macAddress) {}

  /**
   * @param type {@code bind}, {@code volume} or {@code tmpfs}
   * @param name of the volume, or empty
   */
  public record MountPoint(
      String type,
      String name,
      String source,
      String destination,
      String driver,
      String mode,
      boolean readWrite,
      String propagation) {

    MountPoint named(String other) {
      return new MountPoint(type, other, source, destination, driver, mode, readWrite, propagation);
    }
  }

  public ContainerView withSizes(@Nullable Sizes measured) {
    return new ContainerView(
        id,
        name,
        created,
        image,
        imageId,
        path,
        args,
        config,
        hostConfig,
        state,
        restartCount,
        network,
        networks,
        mounts,
        execIds,
        directory,
        logPath,
        layers,
        measured);
  }

  /** In bytes: the writable layer, and with the image's layers. */
  public record Sizes(long writable, long root) {}
}
