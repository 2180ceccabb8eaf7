package io.berth.runtime;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Mounts;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Namespaces;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.snapshot.OverlayMount;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Makes an overlay that is attached nowhere, so that nothing is left when nobody uses it. */
final class OverlayMounter {

  private static final int LONGEST_VALUE = 255;

  private OverlayMounter() {}

  static Fd mount(OverlayMount overlay) {
    boolean fits =
        overlay.lowers().stream().allMatch(p -> fits(p))
            && fits(overlay.upper())
            && fits(overlay.work());
    if (fits) {
      try {
        return byDescriptor(overlay);
      } catch (KernelRefused e) {
        // kernels before 6.7 do not know "lowerdir+"
        if (e.errno() != Errno.EINVAL) {
          throw e;
        }
      }
    }
    return NamespaceThread.call("overlay", () -> byPath(overlay));
  }

  private static boolean fits(Path path) {
    return path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length
        <= LONGEST_VALUE;
  }

  private static Fd byDescriptor(OverlayMount overlay) {
    try (Mounts.FileSystem system = Mounts.open("overlay")) {
      overlay.lowers().forEach(lower -> system.with("lowerdir+", lower.toString()));
      return system
          .with("upperdir", overlay.upper().toString())
          .with("workdir", overlay.work().toString())
          .mount(0);
    }
  }

  /** In a mount namespace that goes with this thread; the copy that is returned stays. */
  private static Fd byPath(OverlayMount overlay) {
    Namespaces.unshare(Namespaces.MOUNT);
    Mounts.propagation(Mounts.PRIVATE);
    // the options share one page: relative names keep 100 layers below it
    Path base = commonParent(overlay);
    Namespaces.changeDirectory(base);
    String lowers =
        overlay.lowers().stream().map(p -> name(base, p)).collect(Collectors.joining(":"));
    String options =
        "lowerdir="
            + lowers
            + ",upperdir="
            + name(base, overlay.upper())
            + ",workdir="
            + name(base, overlay.work());
    Mounts.mount("overlay", overlay.merged().toString(), "overlay", 0, options);
    try (Fd merged = RootPath.openHost(overlay.merged(), Open.PATH | Open.DIRECTORY)) {
      return Mounts.copy(merged, false);
    }
  }

  private static Path commonParent(OverlayMount overlay) {
    Path base = overlay.work().toAbsolutePath();
    while (true) {
      Path candidate = base;
      boolean common =
          overlay.upper().startsWith(candidate)
              && overlay.lowers().stream().allMatch(p -> p.startsWith(candidate));
      Path parent = base.getParent();
      if (common || parent == null) {
        return base;
      }
      base = parent;
    }
  }

  /** Colons, commas and backslashes mean something to overlayfs. */
  private static String name(Path base, Path path) {
    String relative = base.relativize(path).toString();
    return relative.replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,");
  }
}
