package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Mounts;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.linux.cgroup.Cgroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A container's tree of mounts. What belongs to the host is opened by {@link #prepare} on the
 * engine's thread, in the host's mount namespace; {@link #assemble} attaches everything on the
 * thread that left it. Every place inside is named by a descriptor that the kernel resolved in the
 * root; nothing of the image is ever the source of a mount.
 */
final class RootFs implements AutoCloseable {

  private static final long LOCKED = Mounts.NOSUID | Mounts.NODEV | Mounts.NOEXEC;

  private record Prepared(Fd mount, String target, boolean directory) {}

  private final LaunchSpec spec;
  private final RootPath root;
  private final List<Prepared> binds = new ArrayList<>();
  private final List<Prepared> host = new ArrayList<>();
  private final List<Cgroup.View> views;

  private RootFs(LaunchSpec spec, RootPath root, List<Cgroup.View> views) {
    this.spec = spec;
    this.root = root;
    this.views = views;
  }

  static RootFs prepare(LaunchSpec spec, Cgroup cgroup) {
    spec.mounts().forEach(m -> checkTarget(m.target()));
    RootFs fs =
        new RootFs(spec, new RootPath(OverlayMounter.mount(spec.overlay())), cgroup.views());
    try {
      fs.prepareHostMounts();
      return fs;
    } catch (RuntimeException e) {
      fs.close();
      throw e;
    }
  }

  private static void checkTarget(String target) {
    Path path = Path.of("/").resolve(target).normalize();
    if (!target.startsWith("/") || path.getNameCount() == 0) {
      throw new InvalidRequest(
          "invalid mount config: destination \"" + target + "\" can't be '/' or relative");
    }
    if (path.startsWith("/proc")) {
      throw new InvalidRequest("\"" + target + "\" cannot be mounted because it is inside /proc");
    }
  }

  private void prepareHostMounts() {
    for (MountSpec mount : spec.mounts()) {
      if (mount instanceof MountSpec.Bind bind) {
        binds.add(prepare(bind));
      }
    }
    for (Cgroup.View view : views) {
      addHost(view.directory(), "/" + view.name(), spec.privileged() ? 0 : Mounts.RDONLY | LOCKED);
    }
    if (spec.namespaces().network()) {
      addHost(Path.of("/sys"), "/sys", spec.privileged() ? 0 : Mounts.RDONLY | LOCKED);
    }
    if (spec.namespaces().ipc()) {
      addHost(Path.of("/dev/shm"), "/dev/shm", 0);
    }
  }

  private void addHost(Path source, String target, long attributes) {
    try (Fd file = RootPath.openHost(source, Open.PATH)) {
      Fd mount = Mounts.copy(file, false);
      host.add(new Prepared(mount, target, true));
      Mounts.attributes(mount, attributes, Mounts.PRIVATE, false);
    }
  }

  private Prepared prepare(MountSpec.Bind bind) {
    try (Fd source = RootPath.openHost(bind.source(), Open.PATH)) {
      boolean recursive = bind.propagation().isEmpty() || bind.propagation().startsWith("r");
      Fd mount = Mounts.copy(source, recursive);
      try {
        Mounts.attributes(mount, bind.readOnly() ? Mounts.RDONLY : 0, propagation(bind), recursive);
        return new Prepared(mount, bind.target(), FileStatus.of(source).isDirectory());
      } catch (RuntimeException e) {
        mount.close();
        throw e;
      }
    }
  }

  private static long propagation(MountSpec.Bind bind) {
    return switch (bind.propagation()) {
      case "", "private", "rprivate" -> Mounts.PRIVATE;
      case "slave", "rslave" -> Mounts.SLAVE;
      case "shared", "rshared" -> 0; // a copy of a shared mount is its peer
      default ->
          throw new InvalidRequest("invalid mount propagation \"" + bind.propagation() + "\"");
    };
  }

  RootPath root() {
    return root;
  }

  /** On the thread in the new mount namespace, after its mounts were made private. */
  void assemble() {
    try (Fd merged = RootPath.openHost(spec.overlay().merged(), Open.PATH | Open.DIRECTORY)) {
      Mounts.attach(root.fd(), merged);
    }
    plainDirectory("proc").close();
    try (Fd dev = plainDirectory("dev")) {
      DevTree.mount(dev, spec);
    }
    attachHost("/dev/shm");
    system();
    int bind = 0;
    for (MountSpec mount : spec.mounts()) {
      switch (mount) {
        case MountSpec.Bind b -> attach(binds.get(bind++));
        case MountSpec.Tmpfs t -> tmpfs(t);
      }
    }
  }

  /** Last of all: from now on nothing can be made in the root. */
  void protect() {
    if (spec.readOnlyRoot()) {
      Mounts.attributes(root.fd(), Mounts.RDONLY, 0, false);
    }
  }

  /** A directory directly below the root, which an image may not have replaced by a link. */
  private Fd plainDirectory(String name) {
    try (Directory top = root.directory("/")) {
      Optional<FileStatus> status = top.status(name);
      if (status.isEmpty()) {
        top.makeDirectory(name, 0755);
      } else if (!status.get().isDirectory()) {
        throw new InvalidRequest("/" + name + " of the image is not a directory");
      }
      return top.open(name, Open.PATH | Open.DIRECTORY, 0);
    }
  }

  private void system() {
    long attributes = spec.privileged() ? LOCKED : LOCKED | Mounts.RDONLY;
    try (Fd sys = plainDirectory("sys")) {
      if (spec.namespaces().network()) {
        attachHost("/sys");
      } else {
        try (Mounts.FileSystem system = Mounts.open("sysfs");
            Fd mount = system.mount(attributes)) {
          Mounts.attach(mount, sys);
        }
      }
    }
    cgroups();
  }

  private void cgroups() {
    if (views.size() == 1 && views.getFirst().name().isEmpty()) {
      attachHost("/", "/sys/fs/cgroup");
      return;
    }
    try (Fd target = root.openPath("/sys/fs/cgroup");
        Mounts.FileSystem system = Mounts.open("tmpfs");
        Fd mount = system.with("mode", "755").mount(LOCKED)) {
      Mounts.attach(mount, target);
      try (RootPath groups = new RootPath(mount.duplicate());
          Directory top = groups.directory("/")) {
        for (Cgroup.View view : views) {
          top.makeDirectory(view.name(), 0755);
          attachHost("/" + view.name(), "/sys/fs/cgroup/" + view.name());
          view.aliases().forEach(alias -> top.symbolicLink(alias, view.name()));
        }
      }
      Mounts.attributes(mount, Mounts.RDONLY, 0, false);
    }
  }

  private void attachHost(String target) {
    attachHost(target, target);
  }

  private void attachHost(String key, String target) {
    for (Prepared prepared : host) {
      if (prepared.target.equals(key)) {
        try (Fd place = root.openPath(target)) {
          Mounts.attach(prepared.mount, place);
        }
      }
    }
  }

  private void attach(Prepared bind) {
    try (Fd target = target(bind.target, bind.directory)) {
      Mounts.attach(bind.mount, target);
    }
  }

  private void tmpfs(MountSpec.Tmpfs tmpfs) {
    try (Fd target = target(tmpfs.target(), true);
        Fd mount = TmpfsOptions.parse(tmpfs.options()).mount()) {
      Mounts.attach(mount, target);
    }
  }

  private Fd target(String path, boolean directory) {
    if (directory) {
      root.makeDirectories(path, 0755, 0, 0).close();
    } else if (root.status(path).isEmpty()) {
      Path parent = Path.of(path).getParent();
      try (Directory above =
          root.makeDirectories(parent == null ? "/" : parent.toString(), 0755, 0, 0)) {
        above.create(RootPath.lastName(path), 0644).close();
      }
    }
    return root.openPath(path);
  }

  @Override
  public void close() {
    binds.forEach(b -> b.mount.close());
    host.forEach(h -> h.mount.close());
    root.close();
  }
}
