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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A container's files as the engine sees them: its overlay with its volumes and bind mounts, and
 * with its memory file systems when it runs, but nothing in /proc, /sys and /dev. Nothing can be
 * executed or opened as a device. The mounts are seen by nobody else and vanish with their last
 * user, whichever way that ends.
 */
public final class FileView {

  private static final long HARMLESS = Mounts.NOSUID | Mounts.NODEV | Mounts.NOEXEC;
  private static final long TMPFS_MAGIC = 0x01021994;
  private static final List<String> COVERED = List.of("/proc", "/sys", "/dev");

  private record Part(Fd mount, boolean directory, String target) {}

  private final OverlayMount overlay;
  private final List<MountSpec> mounts;
  private final boolean readOnlyRoot;
  private final @Nullable Pidfd running;

  private FileView(
      OverlayMount overlay, List<MountSpec> mounts, boolean readOnlyRoot, @Nullable Pidfd running) {
    this.overlay = overlay;
    this.mounts = mounts;
    this.readOnlyRoot = readOnlyRoot;
    this.running = running;
  }

  /**
   * Of a container that runs. Its own root is what is seen, so that both see each other's changes
   * at once; binds are mounted from the host again.
   *
   * @param process one of the container's; stays the caller's
   * @param mounts whose sources exist, parents before children
   */
  public static FileView ofRunning(Pidfd process, OverlayMount overlay, List<MountSpec> mounts) {
    return new FileView(overlay, mounts, false, process);
  }

  /**
   * Of a container that does not run.
   *
   * @param mounts whose sources exist, parents before children
   * @param readOnlyRoot whether only volumes and bind mounts are writable
   */
  public static FileView ofStopped(
      OverlayMount overlay, List<MountSpec> mounts, boolean readOnlyRoot) {
    return new FileView(overlay, mounts, readOnlyRoot, null);
  }

  /**
   * The tree, to be read, attached nowhere. The writable layer of a stopped container is not
   * mounted as one, so that it may start meanwhile.
   *
   * @throws KernelRefused ESRCH: the running container's process has ended
   */
  public RootPath open() {
    List<Part> parts = new ArrayList<>();
    try {
      return new RootPath(
          whole(
              parts,
              false,
              root -> {
                Fd whole = Mounts.copy(root, true);
                Mounts.attributes(whole, HARMLESS | Mounts.RDONLY, 0, true);
                return whole;
              }));
    } finally {
      parts.forEach(part -> part.mount.close());
    }
  }

  /**
   * Runs a task that may change the tree, on a thread in the mount namespace that has it: there the
   * kernel lets nobody remove what something is mounted on. Nobody else may have the writable layer
   * of a stopped container mounted.
   *
   * @throws KernelRefused ESRCH: the running container's process has ended
   */
  public <T> T change(Function<RootPath, T> task) {
    List<Part> parts = new ArrayList<>();
    try {
      return whole(
          parts,
          true,
          root -> {
            Mounts.attributes(root, HARMLESS, 0, true);
            if (readOnlyRoot) {
              Mounts.attributes(root, Mounts.RDONLY, 0, false);
            }
            try (RootPath path = new RootPath(root.duplicate())) {
              return task.apply(path);
            }
          });
    } finally {
      parts.forEach(part -> part.mount.close());
    }
  }

  private <T> T whole(List<Part> parts, boolean writable, Function<Fd, T> use) {
    for (MountSpec mount : mounts) {
      if (mount instanceof MountSpec.Bind bind) {
        parts.add(bind(bind));
      }
    }
    Pidfd process = running;
    if (process == null) {
      return NamespaceThread.call("files", () -> stopped(parts, writable, use));
    }
    try (Fd root = NamespaceThread.call("root", () -> ownRoot(process, parts))) {
      COVERED.forEach(target -> parts.add(new Part(nothing(), true, target)));
      return NamespaceThread.call("files", () -> assembled(root, parts, use));
    }
  }

  private static Part bind(MountSpec.Bind bind) {
    try (Fd source = RootPath.openHost(bind.source(), Open.PATH)) {
      boolean recursive = bind.propagation().isEmpty() || bind.propagation().startsWith("r");
      Part part =
          new Part(
              Mounts.copy(source, recursive), FileStatus.of(source).isDirectory(), bind.target());
      try {
        Mounts.attributes(
            part.mount, bind.readOnly() ? Mounts.RDONLY : 0, Mounts.PRIVATE, recursive);
        return part;
      } catch (RuntimeException e) {
        part.mount.close();
        throw e;
      }
    }
  }

  private static Fd nothing() {
    try (Mounts.FileSystem system = Mounts.open("tmpfs")) {
      return system.with("mode", "755").mount(HARMLESS | Mounts.RDONLY);
    }
  }

  /**
   * In the container's mount namespace: copies of its root mount alone and of its memory file
   * systems. System calls of classes that are loaded.
   */
  private Fd ownRoot(Pidfd process, List<Part> parts) {
    Namespaces.unshare(Namespaces.FS);
    Namespaces.enter(process.fd(), Namespaces.MOUNT);
    try (RootPath root = RootPath.of(Path.of("/"))) {
      for (MountSpec mount : mounts) {
        if (mount instanceof MountSpec.Tmpfs tmpfs && root.status(tmpfs.target()).isPresent()) {
          try (Fd place = root.openPath(tmpfs.target())) {
            if (Mounts.magic(place) == TMPFS_MAGIC) {
              parts.add(new Part(Mounts.copy(place, false), true, tmpfs.target()));
            }
          }
        }
      }
      return Mounts.copy(root.fd(), false);
    }
  }

  private <T> T stopped(List<Part> parts, boolean writable, Function<Fd, T> use) {
    Namespaces.unshare(Namespaces.MOUNT);
    Mounts.propagation(Mounts.PRIVATE);
    try (Fd root = OverlayMounter.mount(writable ? overlay : aboveTheUpper())) {
      attach(root);
      try (RootPath path = new RootPath(root.duplicate())) {
        parts.forEach(part -> make(path, part));
        return attached(root, path, parts, use);
      }
    }
  }

  private <T> T assembled(Fd root, List<Part> parts, Function<Fd, T> use) {
    Namespaces.unshare(Namespaces.MOUNT);
    Mounts.propagation(Mounts.PRIVATE);
    attach(root);
    try (RootPath path = new RootPath(root.duplicate())) {
      return attached(root, path, parts, use);
    }
  }

  private void attach(Fd mount) {
    try (Fd merged = RootPath.openHost(overlay.merged(), Open.PATH | Open.DIRECTORY)) {
      Mounts.attach(mount, merged);
    }
  }

  private static <T> T attached(Fd root, RootPath path, List<Part> parts, Function<Fd, T> use) {
    for (Part part : parts) {
      place(path, part)
          .ifPresent(place -> {
            try (place) {
              Mounts.attach(part.mount, place);
            }
          });
    }
    return use.apply(root);
  }

  /** The writable layer as the topmost of the read-only ones, below an empty one in memory. */
  private OverlayMount aboveTheUpper() {
    Path merged = overlay.merged();
    try (Mounts.FileSystem system = Mounts.open("tmpfs");
        Fd memory = system.with("mode", "700").mount(0);
        Directory top = new Directory(memory.duplicate());
        Fd upper = RootPath.openHost(overlay.upper(), Open.PATH | Open.DIRECTORY)) {
      attach(memory);
      top.makeDirectory("upper", 0700);
      top.makeDirectory("work", 0700);
      FileStatus root = FileStatus.of(upper);
      top.owner("upper", root.uid(), root.gid());
      top.permissions("upper", root.permissions());
      top.times("upper", root.modifiedSeconds(), root.modifiedNanos());
    }
    List<Path> lowers = new ArrayList<>(List.of(overlay.upper()));
    lowers.addAll(overlay.lowers());
    return new OverlayMount(lowers, merged.resolve("upper"), merged.resolve("work"), merged);
  }

  private static void make(RootPath root, Part part) {
    if (part.directory) {
      root.makeDirectories(part.target, 0755, 0, 0).close();
    } else if (root.status(part.target).isEmpty()) {
      Path parent = Path.of(part.target).getParent();
      try (Directory above =
          root.makeDirectories(parent == null ? "/" : parent.toString(), 0755, 0, 0)) {
        above.create(RootPath.lastName(part.target), 0644).close();
      }
    }
  }

  /** Empty when the container has removed the place, or put something of another kind there. */
  private static Optional<Fd> place(RootPath root, Part part) {
    try {
      Fd place = root.openPath(part.target);
      if (FileStatus.of(place).isDirectory() == part.directory) {
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
