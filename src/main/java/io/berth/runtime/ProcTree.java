package io.berth.runtime;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Mounts;
import io.berth.linux.Namespaces;
import io.berth.linux.Open;
import io.berth.linux.Pidfd;
import io.berth.linux.RootPath;
import io.berth.linux.Spawn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What can only be mounted once the container's first process exists: /proc of its PID namespace.
 * Then hides what is not a container's business, and makes the root the root. Runs on a thread of
 * its own, which has left the host's root when it is done.
 */
final class ProcTree {

  static final List<String> MASKED =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");
  static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private static final long LOCKED = Mounts.NOSUID | Mounts.NODEV | Mounts.NOEXEC;
  private static final long PROC_MAGIC = 0x9fa0;

  private final RootPath root;
  private final Pidfd init;
  private final LaunchSpec spec;

  ProcTree(RootPath root, Pidfd init, LaunchSpec spec) {
    this.root = root;
    this.init = init;
    this.spec = spec;
  }

  Void mountAndPivot() {
    Namespaces.unshare(Namespaces.FS);
    int namespaces = Namespaces.MOUNT | (spec.namespaces().pid() ? 0 : Namespaces.PID);
    try (Fd pidNamespace =
        RootPath.openHost(Path.of("/proc/" + init.pid() + "/ns/pid"), Open.RDONLY)) {
      Namespaces.enter(init.fd(), namespaces);
      try (Fd target = root.open("/proc", Open.PATH | Open.DIRECTORY | Open.NOFOLLOW, 0)) {
        mountProc(target, pidNamespace);
      }
    }
    checkProc();
    if (!spec.privileged()) {
      hide();
    }
    Mounts.pivot(root.fd());
    return null;
  }

  private void mountProc(Fd target, Fd pidNamespace) {
    try (Mounts.FileSystem proc = Mounts.open("proc")) {
      if (!spec.namespaces().pid()) {
        try {
          proc.with("pidns", pidNamespace);
        } catch (KernelRefused e) {
          // kernels before 6.17: only a process inside can mount it
          mountFromInside();
          return;
        }
      }
      try (Fd mount = proc.mount(LOCKED)) {
        Mounts.attach(mount, target);
      }
    }
  }

  /** The root is an overlay that nobody else has yet, so its path can be trusted here. */
  private void mountFromInside() {
    String target = spec.overlay().merged() + "/proc";
    List<String> command =
        List.of("mount", "-n", "-t", "proc", "-o", "nosuid,nodev,noexec", "proc", target);
    try (Spawn mount = new Spawn("/bin/mount", command, List.of("LC_ALL=C"))) {
      int errno =
          mount
              .open(0, "/dev/null", Open.RDWR)
              .duplicate(0, 1)
              .duplicate(0, 2)
              .closeFrom(3)
              .start();
      if (errno != 0) {
        throw Errno.refused("posix_spawn", "/bin/mount", errno);
      }
      try (Pidfd process = Pidfd.open(mount.pid())) {
        if (process.await().status() != 0) {
          throw Errno.refused("mount -t proc", target, Errno.EPERM);
        }
      }
    }
  }

  private void checkProc() {
    try (Fd proc = root.open("/proc", Open.PATH | Open.DIRECTORY, 0)) {
      if (Mounts.magic(proc) != PROC_MAGIC) {
        throw Errno.refused("mount", "/proc", Errno.ENODEV);
      }
    }
  }

  private void hide() {
    try (Fd none = RootPath.openHost(Path.of("/dev/null"), Open.PATH)) {
      if (!FileStatus.of(none).isCharacterDevice(1, 3)) {
        throw Errno.refused("mount", "/dev/null", Errno.ENODEV);
      }
      for (String path : MASKED) {
        openIfPresent(path).ifPresent(target -> mask(target, none));
      }
    }
    for (String path : READ_ONLY) {
      openIfPresent(path).ifPresent(ProcTree::makeReadOnly);
    }
  }

  private Optional<Fd> openIfPresent(String path) {
    try {
      return Optional.of(root.open(path, Open.PATH | Open.NOFOLLOW, 0));
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void mask(Fd target, Fd none) {
    try (target) {
      if (FileStatus.of(target).isDirectory()) {
        try (Mounts.FileSystem empty = Mounts.open("tmpfs");
            Fd mount = empty.with("size", "0").mount(LOCKED | Mounts.RDONLY)) {
          Mounts.attach(mount, target);
        }
      } else {
        try (Fd mount = Mounts.copy(none, false)) {
          Mounts.attach(mount, target);
        }
      }
    }
  }

  private static void makeReadOnly(Fd target) {
    try (target;
        Fd mount = Mounts.copy(target, true)) {
      Mounts.attributes(mount, Mounts.RDONLY | LOCKED, 0, true);
      Mounts.attach(mount, target);
    }
  }
}
