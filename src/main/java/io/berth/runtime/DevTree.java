package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Mounts;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container's /dev: a memory file system of its own, so nothing in it comes from the image. */
final class DevTree {

  private record Node(String name, int major, int minor) {}

  private static final List<Node> NODES =
      List.of(
          new Node("null", 1, 3),
          new Node("zero", 1, 5),
          new Node("full", 1, 7),
          new Node("random", 1, 8),
          new Node("urandom", 1, 9),
          new Node("tty", 5, 0));

  private static final Map<String, String> LINKS =
      Map.of(
          "ptmx", "pts/ptmx",
          "fd", "/proc/self/fd",
          "stdin", "/proc/self/fd/0",
          "stdout", "/proc/self/fd/1",
          "stderr", "/proc/self/fd/2",
          "core", "/proc/kcore");

  private DevTree() {}

  static void mount(Fd target, LaunchSpec spec) {
    try (Mounts.FileSystem system = Mounts.open("tmpfs");
        Fd mount =
            system
                .with("mode", "755")
                .with("size", "65536k")
                .mount(Mounts.NOSUID | Mounts.STRICTATIME);
        RootPath dev = new RootPath(mount.duplicate());
        Directory top = dev.directory("/")) {
      Mounts.attach(mount, target);
      for (Node node : NODES) {
        top.makeNode(node.name, Open.S_IFCHR | 0666, node.major, node.minor);
      }
      LINKS.forEach(top::symbolicLink);
      for (String directory : List.of("pts", "shm", "mqueue")) {
        top.makeDirectory(directory, 0755);
      }
      fileSystems(dev, spec);
      devices(dev, spec);
    }
  }

  private static void fileSystems(RootPath dev, LaunchSpec spec) {
    long quiet = Mounts.NOSUID | Mounts.NOEXEC;
    try (Mounts.FileSystem pts = Mounts.open("devpts")) {
      pts.with("newinstance").with("ptmxmode", "0666").with("mode", "0620").with("gid", "5");
      attach(dev, pts, quiet, "pts");
    }
    if (!spec.namespaces().ipc()) {
      try (Mounts.FileSystem shm = Mounts.open("tmpfs")) {
        shm.with("mode", "1777").with("size", Long.toString(spec.shmSizeBytes()));
        attach(dev, shm, quiet | Mounts.NODEV, "shm");
      }
    }
    try (Mounts.FileSystem queues = Mounts.open("mqueue")) {
      attach(dev, queues, quiet | Mounts.NODEV, "mqueue");
    }
  }

  private static void attach(RootPath dev, Mounts.FileSystem system, long attributes, String name) {
    try (Fd mount = system.mount(attributes);
        Fd target = dev.openPath(name)) {
      Mounts.attach(mount, target);
    }
  }

  private static void devices(RootPath dev, LaunchSpec spec) {
    for (DeviceSpec device : spec.devices()) {
      Path path = Path.of(device.containerPath()).normalize();
      if (!path.startsWith("/dev") || path.getNameCount() < 2) {
        throw new InvalidRequest(
            "device path \"" + device.containerPath() + "\" is not below /dev");
      }
      make(dev, "/" + Path.of("/dev").relativize(path), HostDevices.status(device.hostPath()));
    }
    if (spec.privileged()) {
      HostDevices.all().forEach((name, status) -> make(dev, "/" + name, status));
    }
  }

  private static void make(RootPath dev, String path, FileStatus node) {
    List<String> names = new ArrayList<>(List.of(path.substring(1).split("/")));
    String name = names.removeLast();
    try (Directory parent = dev.makeDirectories("/" + String.join("/", names), 0755, 0, 0)) {
      if (parent.status(name).isEmpty()) {
        parent.makeNode(name, node.mode(), node.rdevMajor(), node.rdevMinor());
        parent.owner(name, node.uid(), node.gid());
        parent.permissions(name, node.permissions());
      }
    }
  }
}
