package io.berth.container;

import io.berth.container.Layout.Mounted;
import io.berth.failure.InvalidRequest;
import io.berth.runtime.MountSpec;
import io.berth.security.Caller;
import io.berth.snapshot.OverlayMount;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import io.berth.volume.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a container's root is mounted from. */
final class RootMounts {

  private final Volumes volumes;
  private final ContainerRoot root;
  private final Ownership ownership;

  RootMounts(Volumes volumes, ContainerRoot root, Ownership ownership) {
    this.volumes = volumes;
    this.root = root;
    this.ownership = ownership;
  }

  OverlayMount overlay(Container container) {
    List<Path> lowers = new ArrayList<>(container.layers());
    lowers.add(root.skeleton());
    return new OverlayMount(
        lowers, container.file("upper"), container.file("work"), container.file("merged"));
  }

  /** Those of {@link #of} whose sources are there, without making any. Parents before children. */
  List<MountSpec> existing(Container container) throws IOException {
    List<MountSpec> found = new ArrayList<>();
    for (MountSpec mount : of(container, false)) {
      if (!(mount instanceof MountSpec.Bind bind) || Files.exists(bind.source())) {
        found.add(mount);
      }
    }
    return found;
  }

  /** Makes what is missing on the host. Parents before children. */
  List<MountSpec> of(Container container) throws IOException {
    return of(container, true);
  }

  private List<MountSpec> of(Container container, boolean make) throws IOException {
    List<MountSpec> mounts = new ArrayList<>();
    Set<String> taken = new java.util.HashSet<>();
    for (Mounted mount : container.layout.mounts()) {
      taken.add(mount.point().destination());
      mounts.add(mount(container, mount, make));
    }
    for (String name : List.of("resolv.conf", "hostname", "hosts")) {
      String target = "/etc/" + name;
      if (!taken.contains(target)) {
        boolean readOnly = container.hostConfig.readonlyRootfs();
        mounts.add(new MountSpec.Bind(container.file(name), target, readOnly, "rprivate"));
      }
    }
    if (make && InitProgram.isUsed(container.hostConfig)) {
      var program = InitProgram.path();
      mounts.add(new MountSpec.Bind(program, InitProgram.TARGET, true, "rprivate"));
    }
    mounts.sort(Comparator.comparingInt(mount -> Path.of(mount.target()).getNameCount()));
    return mounts;
  }

  private MountSpec mount(Container container, Mounted mount, boolean make) throws IOException {
    var point = mount.point();
    return switch (point.type()) {
      case "tmpfs" -> new MountSpec.Tmpfs(point.destination(), mount.tmpfsOptions());
      case "volume" -> {
        var owners = ownership.of(Kind.CONTAINER, container.id);
        Path source =
            Caller.ENGINE
                .call(() -> volumes.createOwned(point.name(), Map.of(), owners))
                .mountpoint();
        yield new MountSpec.Bind(source, point.destination(), !point.readWrite(), "rprivate");
      }
      default -> {
        Path source = Path.of(point.source());
        if (make && !Files.exists(source)) {
          if (!mount.createSource()) {
            throw new InvalidRequest(
                "invalid mount config for type \"bind\": bind source path does not exist: "
                    + source);
          }
          Files.createDirectories(source);
        }
        yield new MountSpec.Bind(
            source, point.destination(), !point.readWrite(), point.propagation());
      }
    };
  }
}
