package io.berth.runtime;

import io.berth.failure.KernelRefused;
import io.berth.linux.Directory;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Mounts;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Namespaces;
import io.berth.linux.Open;
import io.berth.linux.Pidfd;
import io.berth.linux.RootPath;
import io.berth.snapshot.OverlayMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container's files as the engine sees them: its overlay with its volumes and bind mounts, as one
 * tree of mounts that is attached nowhere. It goes when its last descriptor is closed, so that
 * nothing is left after a crash. There is no /proc, /sys, /dev and no memory file system in it, and
 * nothing in it can be executed or opened as a device.
 */
public final class FileView {

  private static final long HARMLESS = Mounts.NOSUID | Mounts.NODEV | Mounts.NOEXEC;

  private record Bind(Fd mount, boolean directory, String target) {}

  private final OverlayMount overlay;
  private final boolean readOnlyRoot;
  private final boolean writable;
  private final @Nullable Pidfd running;

  private FileView(
      OverlayMount overlay, boolean readOnlyRoot, boolean writable, @Nullable Pidfd running) {
    this.overlay = overlay;
    this.readOnlyRoot = readOnlyRoot;
    this.writable = writable;
    this.running = running;
  }

  /**
   * Of a container that runs: a copy of the mount that it has itself, so that both see each other's
   * changes at once.
   *
   * @param pidfd of a process in the container; stays the caller's
   * @throws KernelRefused ESRCH: the process has ended
   */
  public static RootPath ofRunning(
      Pidfd pidfd, OverlayMount overlay, List<MountSpec.Bind> binds, boolean writable) {
    return new FileView(overlay, false, writable, pidfd).open(binds);
  }

  /**
   * Of a container that does not run. To be read it is mounted without its writable layer being
   * one: a container may start meanwhile. To be written, nobody else may have it mounted.
   *
   * @param readOnlyRoot whether only volumes and bind mounts are writable
   */
  public static RootPath ofStopped(
      OverlayMount overlay, List<MountSpec.Bind> binds, boolean readOnlyRoot, boolean writable) {
    return new FileView(overlay, readOnlyRoot, writable, null).open(binds);
  }

  private RootPath open(List<MountSpec.Bind> binds) {
    List<Bind> prepared = new ArrayList<>();
    try {
      binds.forEach(bind -> prepared.add(prepare(bind)));
      Pidfd process = running;
      Fd found = process == null ? null : NamespaceThread.call("root", () -> rootOf(process));
      try {
        return new RootPath(NamespaceThread.call("files", () -> assemble(found, prepared)));
      } finally {
        if (found != null) {
          found.close();
        }
      }
    } finally {
      prepared.forEach(bind -> bind.mount.close());
    }
  }

  private Bind prepare(MountSpec.Bind bind) {
    try (Fd source = RootPath.openHost(bind.source(), Open.PATH)) {
      boolean recursive = bind.propagation().isEmpty() || bind.propagation().startsWith("r");
      Fd mount = Mounts.copy(source, recursive);
      try {
        Mounts.attributes(mount, bind.readOnly() ? Mounts.RDONLY : 0, Mounts.PRIVATE, recursive);
        return new Bind(mount, FileStatus.of(source).isDirectory(), bind.target());
      } catch (RuntimeException e) {
        mount.close();
        throw e;
      }
    }
  }

  /** The root of the process's mount namespace alone, without what is mounted in it. */
  private static Fd rootOf(Pidfd process) {
    Namespaces.unshare(Namespaces.FS);
    Namespaces.enter(process.fd(), Namespaces.MOUNT);
    try (Fd root = RootPath.openHost(Path.of("/"), Open.PATH | Open.DIRECTORY)) {
      return Mounts.copy(root, false);
    }
  }

  /** In a mount namespace that goes with this thread; the copy that is returned stays. */
  private Fd assemble(@Nullable Fd found, List<Bind> binds) {
    Namespaces.unshare(Namespaces.MOUNT);
    Mounts.propagation(Mounts.PRIVATE);
    if (found != null) {
      return assembleOn(found, binds, false);
    }
    try (Fd root = OverlayMounter.mount(writable ? overlay : aboveTheUpper())) {
      return assembleOn(root, binds, true);
    }
  }

  /** The writable layer as the topmost of the read-only ones, below an empty one in memory. */
  private OverlayMount aboveTheUpper() {
    Path merged = overlay.merged();
    try (Mounts.FileSystem system = Mounts.open("tmpfs");
        Fd memory = system.with("mode", "700").mount(0);
        Fd place = RootPath.openHost(merged, Open.PATH | Open.DIRECTORY)) {
      Mounts.attach(memory, place);
      try (Directory top = new Directory(memory.duplicate());
          Fd upper = RootPath.openHost(overlay.upper(), Open.PATH | Open.DIRECTORY)) {
        top.makeDirectory("upper", 0700);
        top.makeDirectory("work", 0700);
        FileStatus root = FileStatus.of(upper);
        top.owner("upper", root.uid(), root.gid());
        top.permissions("upper", root.permissions());
        top.times("upper", root.modifiedSeconds(), root.modifiedNanos());
      }
    }
    List<Path> lowers = new ArrayList<>(List.of(overlay.upper()));
    lowers.addAll(overlay.lowers());
    return new OverlayMount(lowers, merged.resolve("upper"), merged.resolve("work"), merged);
  }

  private Fd assembleOn(Fd mount, List<Bind> binds, boolean makePlaces) {
    try (Fd merged = RootPath.openHost(overlay.merged(), Open.PATH | Open.DIRECTORY)) {
      Mounts.attach(mount, merged);
    }
    try (RootPath root = new RootPath(mount.duplicate())) {
      for (Bind bind : binds) {
        place(root, bind, makePlaces)
            .ifPresent(place -> {
              try (place) {
                Mounts.attach(bind.mount, place);
              }
            });
      }
    }
    Fd whole = Mounts.copy(mount, true);
    Mounts.attributes(whole, writable ? HARMLESS : HARMLESS | Mounts.RDONLY, 0, true);
    if (readOnlyRoot) {
      Mounts.attributes(whole, Mounts.RDONLY, 0, false);
    }
    return whole;
  }

  /** Empty when the container has removed the place, or put something of another kind there. */
  private static Optional<Fd> place(RootPath root, Bind bind, boolean make) {
    try {
      if (make && bind.directory) {
        root.makeDirectories(bind.target, 0755, 0, 0).close();
      } else if (make && root.status(bind.target).isEmpty()) {
        Path parent = Path.of(bind.target).getParent();
        try (Directory above =
            root.makeDirectories(parent == null ? "/" : parent.toString(), 0755, 0, 0)) {
          above.create(RootPath.lastName(bind.target), 0644).close();
        }
      }
      Fd place = root.openPath(bind.target);
      if (FileStatus.of(place).isDirectory() == bind.directory) {
        return Optional.of(place);
      }
      place.close();
      return Optional.empty();
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
