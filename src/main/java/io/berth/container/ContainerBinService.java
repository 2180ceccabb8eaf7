package io.berth.container;

import io.berth.bin.BinItem;
import io.berth.bin.BinProperties;
import io.berth.bin.Restored;
import io.berth.bin.Stay;
import io.berth.container.Container.Binned;
import io.berth.container.ContainerView.MountPoint;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.snapshot.Trees;
import io.berth.volume.VolumeBin;
import io.berth.volume.Volumes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Containers go into the bin and come back, with the volumes that went with them. */
final class ContainerBinService implements ContainerBin {

  private final ContainerRegistry registry;
  private final Removal removal;
  private final Remover remover;
  private final Announcer announcer;
  private final HostPolicy policy;
  private final Volumes volumes;
  private final VolumeBin volumeBin;
  private final BinProperties binning;

  ContainerBinService(
      ContainerRegistry registry,
      Removal removal,
      Remover remover,
      Announcer announcer,
      HostPolicy policy,
      Volumes volumes,
      VolumeBin volumeBin,
      BinProperties binning) {
    this.registry = registry;
    this.removal = removal;
    this.remover = remover;
    this.announcer = announcer;
    this.policy = policy;
    this.volumes = volumes;
    this.volumeBin = volumeBin;
    this.binning = binning;
  }

  @Override
  public Optional<BinItem> bin(String ref, boolean force, boolean withVolumes) {
    Container container = registry.find(ref);
    if (!binning.isOn() || container.hostConfig.autoRemove()) {
      removal.remove(container, force, withVolumes);
      return Optional.empty();
    }
    Stay stay = binning.begin();
    removal.bin(container, force, new Binned(stay, ""));
    if (withVolumes) {
      container.layout.mounts().stream()
          .filter(Layout.Mounted::anonymous)
          .forEach(mount -> binVolume(mount.point().name()));
    }
    return Optional.of(item(container, stay));
  }

  private void binVolume(String name) {
    try {
      volumeBin.bin(name);
    } catch (BerthException e) {
      // another container uses it, or it is gone: as with docker rm -v
    }
  }

  @Override
  public List<BinItem> items() {
    List<BinItem> items = new ArrayList<>();
    for (Container container : registry.binned()) {
      Binned binned = container.binned;
      if (binned != null) {
        items.add(item(container, binned.stay()));
      }
    }
    return items;
  }

  private BinItem item(Container container, Stay stay) {
    Binned binned = container.binned;
    String note = "made from " + container.image;
    if (binned != null && !binned.replacedBy().isEmpty()) {
      note = "the version before a change, " + note;
    }
    return new BinItem(
        BinItem.Kind.CONTAINER, container.id, container.name, freeName(container.name), stay, note);
  }

  private String freeName(String name) {
    String free = name;
    for (int i = 2; !registry.isFree(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  @Override
  public long size(String id) {
    Container container = registry.findBinned(id);
    return Trees.size(container.file("upper")) + Trees.size(container.file("log"));
  }

  @Override
  public Restored restore(String id) {
    Container container = registry.findBinned(id);
    policy.requireMayUse(container);
    container.lock.lock();
    try {
      registry.findBinned(id);
      List<String> notes = new ArrayList<>();
      Layout layout = withVolumes(container.layout, notes);
      String name = reserve(container);
      Container back;
      try {
        back = registry.store().unbin(container, name, layout);
      } catch (RuntimeException e) {
        registry.release(name, id);
        throw e;
      }
      container.forgotten = true;
      registry.moveFromBin(back);
      announcer.container(back, "create");
      if (!name.equals(container.name)) {
        notes.addFirst("its name was taken: it is called " + name + " now");
      }
      return new Restored(BinItem.Kind.CONTAINER, id, name, notes);
    } finally {
      container.lock.unlock();
    }
  }

  private String reserve(Container container) {
    String name = freeName(container.name);
    while (!registry.tryReserve(name, container.id)) {
      name = freeName(container.name);
    }
    return name;
  }

  /** Its volumes come back with it; what cannot is told. */
  Layout withVolumes(Layout layout, List<String> notes) {
    List<Layout.Mounted> mounts = new ArrayList<>();
    for (Layout.Mounted mount : layout.mounts()) {
      boolean volume = mount.point().type().equals("volume");
      mounts.add(volume ? mount.at(volume(mount.point(), notes)) : mount);
    }
    return new Layout(layout.layers(), mounts);
  }

  private MountPoint volume(MountPoint point, List<String> notes) {
    Optional<BinItem> waiting = volumeBin.at(Path.of(point.source()));
    if (waiting.isPresent()) {
      Restored back = volumeBin.restore(waiting.get().id());
      notes.add(
          "volume %s at %s came back with it%s"
              .formatted(
                  point.name(),
                  point.destination(),
                  back.name().equals(point.name()) ? "" : ", called " + back.name() + " now"));
      return point.named(back.name());
    }
    try {
      if (!volumes.inspect(point.name()).mountpoint().equals(Path.of(point.source()))) {
        notes.add(
            "volume %s at %s is another one than before"
                .formatted(point.name(), point.destination()));
      }
    } catch (NotFound e) {
      notes.add(
          "volume %s at %s is gone: a start makes an empty one"
              .formatted(point.name(), point.destination()));
    }
    return point;
  }

  @Override
  public void delete(String id) {
    Container container = registry.findBinned(id);
    container.lock.lock();
    try {
      registry.findBinned(id);
      remover.forgetBinned(container);
    } finally {
      container.lock.unlock();
    }
    container.layout.mounts().stream()
        .filter(Layout.Mounted::anonymous)
        .map(mount -> volumeBin.at(Path.of(mount.point().source())))
        .flatMap(Optional::stream)
        .forEach(waiting -> volumeBin.delete(waiting.id()));
  }
}
