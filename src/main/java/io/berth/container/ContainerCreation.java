package io.berth.container;

import io.berth.container.ContainerState.Facts;
import io.berth.container.ContainerView.MountPoint;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.Created;
import io.berth.container.Containers.EndpointConfig;
import io.berth.container.Layout.Mounted;
import io.berth.container.MountPlan.Planned;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.image.ImageRootfs;
import io.berth.image.Images;
import io.berth.volume.Volumes;
import io.berth.volume.Volumes.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes containers: checks, merges, prepares the folder, and only then lets it be seen. */
final class ContainerCreation {

  private static final String OWNER_ONLY = "rwx------";
  private static final String PUBLIC = "rwxr-xr-x";

  private final Images images;
  private final Volumes volumes;
  private final ContainerRegistry registry;
  private final ContainerRoot root;
  private final Announcer announcer;
  private final Remover remover;
  private final HostPolicy policy;

  ContainerCreation(
      Images images,
      Volumes volumes,
      ContainerRegistry registry,
      ContainerRoot root,
      Announcer announcer,
      Remover remover,
      HostPolicy policy) {
    this.images = images;
    this.volumes = volumes;
    this.registry = registry;
    this.root = root;
    this.announcer = announcer;
    this.remover = remover;
    this.policy = policy;
  }

  /** Refuses what can be refused without the image; makes nothing. */
  void check(CreateRequest request) {
    name(request);
    MountPlan.of(checked(request), request.config().volumes());
  }

  Created create(CreateRequest request) {
    ContainerConfig asked = request.config();
    if (asked.image().isEmpty()) {
      throw new InvalidRequest("Config cannot be empty in order to create a container");
    }
    String name = name(request);
    HostConfig host = checked(request);
    ImageRootfs image = images.rootfs(asked.image());
    checkPlatform(request.platform(), image);
    String id = Ids.next();
    ContainerConfig config = ConfigMerge.merge(asked, image.config().config(), hostname(id, host));
    if (ConfigMerge.commandLine(config).isEmpty()) {
      throw new InvalidRequest("No command specified");
    }
    Signals.parse(config.stopSignal(), Signals.TERM);
    List<Planned> mounts = withVolumesFrom(MountPlan.of(host, config.volumes()), host);
    policy.requireMayMount(mounts);
    String reserved = reserve(name, id);
    try {
      return new Created(
          make(id, reserved, config, host, image, mounts), warnings(config, host, request));
    } catch (RuntimeException e) {
      registry.release(reserved, id);
      throw e;
    }
  }

  private static String name(CreateRequest request) {
    String wanted = request.name();
    return wanted == null || wanted.isEmpty() ? "" : Names.checked(wanted);
  }

  private HostConfig checked(CreateRequest request) {
    ContainerConfig asked = request.config();
    policy.requireMayAsk(request.hostConfig());
    ConfigRules.check(asked);
    HostRules.check(request.hostConfig());
    Ports.check(asked, request.hostConfig());
    HostConfig host = HostRules.withDefaults(request.hostConfig());
    if (asked.networkDisabled()) {
      host =
          Documents.overlay(host, Documents.read("{\"NetworkMode\":\"none\"}", HostConfig.class));
    }
    checkEndpoints(host, request.endpoints());
    return host;
  }

  private static String hostname(String id, HostConfig host) {
    boolean shared = host.networkMode().equals("host") || host.utsMode().equals("host");
    if (shared) {
      try {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      } catch (IOException e) {
        // the container's own id serves as well
      }
    }
    return id.substring(0, 12);
  }

  private static void checkEndpoints(HostConfig host, Map<String, EndpointConfig> endpoints) {
    Networks network = Networks.of(host);
    endpoints.forEach((name, endpoint) -> {
      if (!network.names().contains(name)) {
        throw new InvalidRequest("network " + name + " not found");
      }
      if (endpoint == null) {
        return;
      }
      if (!Unset.or(endpoint.ipv4Address()).isEmpty()
          || !Unset.or(endpoint.ipv6Address()).isEmpty()) {
        throw new InvalidRequest(
            "user specified IP address is supported on user defined networks only");
      }
      if (!Unset.or(endpoint.aliases()).isEmpty()) {
        throw new Unsupported(
            "network-scoped alias is supported only for containers in user defined networks");
      }
    });
  }

  private static void checkPlatform(@Nullable String wanted, ImageRootfs image) {
    if (wanted == null || wanted.isEmpty()) {
      return;
    }
    String actual = image.config().os() + "/" + image.config().architecture();
    String[] parts = wanted.split("/", -1);
    boolean same =
        parts.length == 1
            ? List.of(image.config().os(), image.config().architecture()).contains(wanted)
            : (parts[0] + "/" + parts[1]).equals(actual);
    if (!same) {
      throw new NotFound(
          "image with reference %s was found but does not match the specified platform: wanted %s, actual: %s"
              .formatted(image.reference(), wanted, actual));
    }
  }

  private String reserve(String name, String id) {
    if (!name.isEmpty()) {
      registry.reserve(name, id);
      return name;
    }
    for (int attempt = 0; ; attempt++) {
      String random = Names.random(attempt);
      if (registry.tryReserve(random, id)) {
        return random;
      }
    }
  }

  /** {@code --volumes-from x[:ro]}: every mount of another container that is not here already. */
  private List<Planned> withVolumesFrom(List<Planned> own, HostConfig host) {
    List<Planned> all = new ArrayList<>(own);
    Set<String> targets = new HashSet<>();
    own.forEach(mount -> targets.add(mount.target()));
    for (String entry : host.volumesFrom()) {
      String[] parts = entry.split(":", 2);
      boolean readOnly = parts.length == 2 && parts[1].equals("ro");
      if (parts.length == 2 && !Set.of("ro", "rw", "z", "Z").contains(parts[1])) {
        throw new InvalidRequest("invalid mode: " + parts[1]);
      }
      Container other;
      try {
        other = registry.find(parts[0]);
      } catch (NotFound e) {
        // a 404 would make the docker command pull the image
        throw new InvalidRequest(e.getMessage(), e);
      }
      other.layout.mounts().stream()
          .filter(mount -> !mount.point().type().equals("tmpfs"))
          .filter(mount -> targets.add(mount.point().destination()))
          .forEach(mount -> all.add(shared(mount, readOnly)));
    }
    return all;
  }

  private static Planned shared(Mounted mount, boolean readOnly) {
    MountPoint point = mount.point();
    boolean volume = point.type().equals("volume");
    return new Planned(
        point.type(),
        volume ? point.name() : point.source(),
        point.destination(),
        readOnly || !point.readWrite(),
        "",
        point.propagation(),
        true,
        mount.createSource(),
        Map.of(),
        List.of(),
        true);
  }

  private String make(
      String id,
      String name,
      ContainerConfig config,
      HostConfig host,
      ImageRootfs image,
      List<Planned> planned) {
    List<Mounted> mounts = new ArrayList<>();
    Container container = null;
    try {
      prepareFolder(id);
      List<Path> layers = new ArrayList<>(image.layers());
      VolumeSeed seed = new VolumeSeed(layers);
      for (Planned mount : planned) {
        mounts.add(mounted(mount, seed));
      }
      container = container(id, name, config, host, image, mounts);
      registry.store().insert(container);
      registry.add(container);
      announcer.container(container, "create");
      return id;
    } catch (IOException e) {
      discard(id, container, mounts);
      throw new Unavailable("create container: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      discard(id, container, mounts);
      throw e;
    }
  }

  private Container container(
      String id,
      String name,
      ContainerConfig config,
      HostConfig host,
      ImageRootfs image,
      List<Mounted> mounts) {
    return new Container(
        id,
        name,
        Instant.now(),
        config.image(),
        image.imageId(),
        config,
        host,
        new Layout(image.layers().stream().map(Path::toString).toList(), mounts),
        root.directory().resolve(id),
        new ContainerState.Created(Facts.NONE));
  }

  private void discard(String id, @Nullable Container container, List<Mounted> mounts) {
    remover.discard(root.directory().resolve(id), mounts);
    if (container != null) {
      registry.remove(container);
    }
  }

  private void prepareFolder(String id) throws IOException {
    Path folder = root.directory().resolve(id);
    directory(folder, OWNER_ONLY);
    directory(folder.resolve("upper"), PUBLIC);
    directory(folder.resolve("work"), OWNER_ONLY);
    directory(folder.resolve("merged"), OWNER_ONLY);
  }

  /** Whatever the engine's umask is. */
  private static void directory(Path path, String mode) throws IOException {
    Files.createDirectory(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private Mounted mounted(Planned mount, VolumeSeed seed) throws IOException {
    boolean isVolume = mount.type().equals("volume");
    boolean anonymous = isVolume && mount.source().isEmpty();
    String name = "";
    String source = isVolume ? "" : mount.source();
    if (isVolume) {
      Volume volume = volumes.create(mount.source(), "local", Map.of(), mount.labels());
      name = volume.name();
      source = volume.mountpoint().toString();
      if (!mount.noCopy()) {
        seed.fill(volume.mountpoint(), mount.target());
      }
    }
    MountPoint point =
        new MountPoint(
            mount.type(),
            name,
            source,
            mount.target(),
            isVolume ? "local" : "",
            mount.mode(),
            !mount.readOnly(),
            mount.propagation());
    return new Mounted(
        point, anonymous, mount.createSource(), mount.listed(), mount.tmpfsOptions());
  }

  private static List<String> warnings(
      ContainerConfig config, HostConfig host, CreateRequest request) {
    List<String> warnings = new ArrayList<>();
    if (!ConfigRules.none(config.healthcheck())) {
      warnings.add("the image's health check is not run by this version of Berth");
    }
    boolean published = !request.hostConfig().portBindings().isEmpty() || host.publishAllPorts();
    if (published && Networks.of(host) == Networks.HOST) {
      warnings.add("Published ports are discarded when using host network mode");
    }
    return warnings;
  }
}
