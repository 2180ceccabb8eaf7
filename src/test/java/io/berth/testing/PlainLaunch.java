package io.berth.testing;

import io.berth.linux.Capabilities;
import io.berth.runtime.HostNamespaces;
import io.berth.runtime.LaunchSpec;
import io.berth.runtime.MountSpec;
import io.berth.runtime.ProcessSpec;
import io.berth.runtime.Resources;
import io.berth.snapshot.OverlayMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The parts of a container's launch without an image: busybox, no network, no limits. */
public final class PlainLaunch {

  private PlainLaunch() {}

  public static String id() {
    return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  }

  /**
   * Makes a layer of the host's static busybox.
   *
   * @param applets names separated by blanks
   */
  public static void busybox(Path layer, String applets) throws IOException {
    Path bin = Files.createDirectories(layer.resolve("bin"));
    Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
    for (String applet : applets.split(" ")) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
  }

  /** Makes the folders of the mount, but not the mount. */
  public static OverlayMount overlay(Path home, List<Path> lowers) throws IOException {
    Files.createDirectories(home);
    return new OverlayMount(
        lowers,
        Files.createDirectory(home.resolve("upper")),
        Files.createDirectory(home.resolve("work")),
        Files.createDirectory(home.resolve("merged")));
  }

  public static ProcessSpec process(String... args) {
    return process(false, false, false, args);
  }

  public static ProcessSpec process(
      boolean terminal, boolean openStdin, boolean discardOutput, String... args) {
    return new ProcessSpec(
        List.of(args),
        List.of("PATH=/usr/bin:/bin"),
        "/",
        "",
        List.of(),
        Capabilities.DEFAULT,
        false,
        false,
        "default",
        terminal,
        openStdin,
        discardOutput,
        new ProcessSpec.WindowSize(0, 0),
        List.of());
  }

  /** Its host name is "box". */
  public static LaunchSpec spec(
      String id, OverlayMount root, List<MountSpec> mounts, ProcessSpec process, Path streams) {
    return new LaunchSpec(
        id,
        root,
        mounts,
        false,
        "box",
        "",
        HostNamespaces.NONE,
        process,
        Resources.UNLIMITED,
        Map.of(),
        false,
        List.of(),
        64 << 20,
        0,
        streams);
  }
}
