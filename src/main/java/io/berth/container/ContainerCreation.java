package io.berth.container;

import io.berth.container.Container.Binned;
import io.berth.container.ContainerState.Facts;
import io.berth.container.ContainerView.MountPoint;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.Created;
import io.berth.container.Layout.Mounted;
import io.berth.container.MountPlan.Planned;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.image.ImageRootfs;
import io.berth.image.Images;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
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
import java.util.function.Supplier;
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
  private final Ownership ownership;
  private final NetworkChoice networks;

  ContainerCreation(
      Images images,
      Volumes volumes,
      ContainerRegistry registry,
      ContainerRoot root,
      Announcer announcer,
      Remover remover,
      HostPolicy policy,
      Ownership ownership,
      NetworkChoice networks) {
    this.networks = networks;
    this.images = images;
    this.volumes = volumes;
    this.registry = registry;
    this.root = root;
    this.announcer = announcer;
    this.remover = remover;
    this.policy = policy;
    this.ownership = ownership;
  }

  /** Refuses what can be refused without the image; makes nothing. */
  void check(CreateRequest request) {
    name(request);
    if (request.config().labels().containsKey(Ownership.LABEL)) {
      owners(request); // without it, a form has yet to choose
    }
    HostConfig host = checked(request);
    networks.of(request, host);
    MountPlan.of(host, request.config().volumes());
  }

  Created create(CreateRequest request) {
    String image = request.config().image();
    if (image.isEmpty()) {
      throw new InvalidRequest("Config cannot be empty in order to create a container");
    }
    String name = name(request);
    Owners owners = owners(request);
    Draft draft = draft(request, () -> images.rootfs(image));
    ownership.own(Kind.CONTAINER, draft.id, owners);
    String reserved = "";
    try {
      reserved = reserve(name, draft.id);
      make(draft, reserved, null, Map.of());
      return new Created(draft.id, CreationRules.warnings(draft.config, draft.host, request));
    } catch (RuntimeException e) {
      registry.release(reserved, draft.id);
      ownership.forget(Kind.CONTAINER, draft.id);
      throw e;
    }
  }

  private Owners owners(CreateRequest request) {
    return ownership.ofNew(request.config().labels());
  }

  /** Refuses what {@link #replacement} would refuse; makes nothing. */
  ContainerConfig checkReplacement(CreateRequest request, ImageRootfs image) {
    return draft(request, () -> image).config;
  }

  /**
   * Makes a container that waits in the bin until it takes another one's place.
   *
   * @param old the other one, whose owners the new one has
   * @param carried names of the other one's anonymous volumes, by destination
   */
  Container replacement(
      CreateRequest request,
      ImageRootfs image,
      Container old,
      Binned stay,
      Map<String, String> carried) {
    Draft draft = draft(request, () -> image);
    ownership.own(Kind.CONTAINER, draft.id, ownership.of(Kind.CONTAINER, old.id));
    try {
      return make(draft, old.name, stay, carried);
    } catch (RuntimeException e) {
      ownership.forget(Kind.CONTAINER, draft.id);
      throw e;
    }
  }

  private record Draft(
      String id,
      ContainerConfig config,
      HostConfig host,
      List<Attachment> attachments,
      ImageRootfs image,
      List<Planned> mounts) {}

  private Draft draft(CreateRequest request, Supplier<ImageRootfs> source) {
    ContainerConfig asked = request.config();
    HostConfig host = checked(request);
    List<Attachment> attachments = networks.of(request, host);
    ImageRootfs image = source.get();
    CreationRules.checkPlatform(request.platform(), image);
    String id = Ids.next();
    ContainerConfig config =
        ConfigMerge.merge(asked, image.config().config(), CreationRules.hostname(id, host));
    if (ConfigMerge.commandLine(config).isEmpty()) {
      throw new InvalidRequest("No command specified");
    }
    Signals.parse(config.stopSignal(), Signals.TERM);
    List<Planned> mounts = withVolumesFrom(MountPlan.of(host, config.volumes()), host);
    policy.requireMayMount(mounts);
    return new Draft(id, config, host, attachments, image, mounts);
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
    return host;
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

  private Container make(
      Draft draft, String name, @Nullable Binned stay, Map<String, String> carried) {
    List<Mounted> mounts = new ArrayList<>();
    Container container = null;
    try {
      prepareFolder(draft.id);
      VolumeSeed seed = new VolumeSeed(draft.image.layers());
      for (Planned mount : draft.mounts) {
        mounts.add(mounted(draft.id, mount, seed, carried));
      }
      container = container(draft, name, stay, mounts);
      registry.store().insert(container);
      if (stay == null) {
        registry.add(container);
        announcer.container(container, "create");
      } else {
        registry.addToBin(container);
      }
      return container;
    } catch (IOException e) {
      discard(draft.id, container, mounts);
      throw new Unavailable("create container: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      discard(draft.id, container, mounts);
      throw e;
    }
  }

  private Container container(
      Draft draft, String name, @Nullable Binned stay, List<Mounted> mounts) {
    ImageRootfs image = draft.image;
    return new Container(
        draft.id,
        name,
        Instant.now(),
        draft.config.image(),
        image.imageId(),
        draft.config,
        draft.host,
        draft.attachments,
        new Layout(image.layers().stream().map(Path::toString).toList(), mounts),
        root.directory().resolve(draft.id),
        new ContainerState.Created(Facts.NONE),
        stay);
  }

  private void discard(String id, @Nullable Container container, List<Mounted> mounts) {
    remover.discard(root.directory().resolve(id), mounts);
    if (container != null && container.binned == null) {
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

  private Mounted mounted(
      String container, Planned mount, VolumeSeed seed, Map<String, String> carried)
      throws IOException {
    boolean isVolume = mount.type().equals("volume");
    boolean anonymous = isVolume && mount.source().isEmpty();
    String kept = anonymous ? carried.getOrDefault(mount.target(), "") : "";
    String name = "";
    String source = isVolume ? "" : mount.source();
    if (isVolume) {
      String wanted = kept.isEmpty() ? mount.source() : kept;
      Volume volume =
          volumes.createOwned(wanted, mount.labels(), ownership.of(Kind.CONTAINER, container));
      name = volume.name();
      source = volume.mountpoint().toString();
      if (!mount.noCopy() && kept.isEmpty()) {
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
}
