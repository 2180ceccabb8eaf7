package io.berth.container;

import static io.berth.container.ResourceRules.refuse;

import io.berth.container.HostConfig.BindOptions;
import io.berth.container.HostConfig.Mount;
import io.berth.container.HostConfig.TmpfsOptions;
import io.berth.container.HostConfig.VolumeOptions;
import io.berth.failure.InvalidRequest;
import io.berth.volume.VolumeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a container mounts, read from {@code Binds}, {@code Mounts}, {@code Tmpfs} and the volumes
 * of its configuration; one mount a destination.
 */
final class MountPlan {

  private static final Set<String> PROPAGATIONS =
      Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
  private static final Set<String> TMPFS_OPTIONS =
      Set.of(
          "rw",
          "ro",
          "exec",
          "noexec",
          "suid",
          "nosuid",
          "dev",
          "nodev",
          "sync",
          "async",
          "dirsync",
          "atime",
          "noatime",
          "diratime",
          "nodiratime",
          "relatime",
          "norelatime",
          "strictatime",
          "nostrictatime",
          "size",
          "mode",
          "uid",
          "gid",
          "nr_inodes",
          "nr_blocks");

  private final Map<String, Planned> byTarget = new LinkedHashMap<>();

  private MountPlan() {}

  /**
   * @param type {@code bind}, {@code volume} or {@code tmpfs}
   * @param source host path, or volume name, empty for an anonymous one
   * @param mode options as inspection shows them
   * @param listed whether inspection shows it under Mounts
   */
  record Planned(
      String type,
      String source,
      String target,
      boolean readOnly,
      String mode,
      String propagation,
      boolean noCopy,
      boolean createSource,
      Map<String, String> labels,
      List<String> tmpfsOptions,
      boolean listed) {

    static Planned volume(String name, String target, boolean readOnly, String mode) {
      return new Planned(
          "volume", name, target, readOnly, mode, "", false, false, Map.of(), List.of(), true);
    }
  }

  /** In the order of what was asked. Volumes of the image give way to anything the user mounts. */
  static List<Planned> of(HostConfig host, Map<String, Object> volumes) {
    MountPlan plan = new MountPlan();
    host.binds().forEach(bind -> plan.add(bind(bind)));
    host.mounts().forEach(mount -> plan.add(mount(mount)));
    host.tmpfs().forEach((target, options) -> plan.add(tmpfs(target, options)));
    for (String target : volumes.keySet()) {
      String path = target(target, target);
      plan.byTarget.putIfAbsent(path, Planned.volume("", path, false, ""));
    }
    return List.copyOf(plan.byTarget.values());
  }

  private void add(Planned mount) {
    if (byTarget.putIfAbsent(mount.target(), mount) != null) {
      throw new InvalidRequest("Duplicate mount point: " + mount.target());
    }
  }

  private static Planned bind(String spec) {
    String[] parts = spec.split(":", -1);
    if (parts.length > 3 || Arrays.stream(parts).anyMatch(String::isEmpty)) {
      throw new InvalidRequest("invalid volume specification: '" + spec + "'");
    }
    if (parts.length == 1) {
      return Planned.volume("", target(parts[0], spec), false, "");
    }
    String source = parts[0];
    String mode = parts.length == 3 ? parts[2] : "";
    Modes modes = Modes.of(mode);
    String target = target(parts[1], spec);
    if (source.startsWith("/")) {
      return new Planned(
          "bind",
          hostPath(source),
          target,
          modes.readOnly,
          mode,
          modes.propagation.isEmpty() ? "rprivate" : modes.propagation,
          true,
          true,
          Map.of(),
          List.of(),
          true);
    }
    if (!modes.propagation.isEmpty()) {
      throw new InvalidRequest("invalid mode: " + mode);
    }
    return new Planned(
        "volume",
        VolumeName.checked(source),
        target,
        modes.readOnly,
        mode,
        "",
        modes.noCopy,
        false,
        Map.of(),
        List.of(),
        true);
  }

  private record Modes(boolean readOnly, boolean noCopy, String propagation) {
    static Modes of(String text) {
      boolean readOnly = false;
      boolean noCopy = false;
      String propagation = "";
      for (String mode : text.isEmpty() ? new String[0] : text.split(",", -1)) {
        switch (mode) {
          case "ro" -> readOnly = true;
          case "nocopy" -> noCopy = true;
          // z and Z relabel for SELinux, which is not used
          case "rw", "z", "Z", "cached", "delegated", "consistent" -> {}
          default -> {
            if (!PROPAGATIONS.contains(mode) || !propagation.isEmpty()) {
              throw new InvalidRequest("invalid mode: " + text);
            }
            propagation = mode;
          }
        }
      }
      return new Modes(readOnly, noCopy, propagation);
    }
  }

  private static Planned mount(Mount mount) {
    String target = target(mount.target(), mount.target());
    return switch (mount.type()) {
      case "bind" -> bindMount(mount, target);
      case "volume" -> volumeMount(mount, target);
      case "tmpfs" -> tmpfsMount(mount, target);
      case "npipe", "cluster", "image" -> {
        refuse(true, "mounts of type " + mount.type());
        throw new IllegalStateException();
      }
      default -> throw new InvalidRequest("mount type unknown: \"" + mount.type() + "\"");
    };
  }

  private static Planned bindMount(Mount mount, String target) {
    BindOptions options =
        mount.bindOptions() == null
            ? new BindOptions("", false, false, false, false)
            : mount.bindOptions();
    String invalid = "invalid mount config for type \"bind\": ";
    if (mount.volumeOptions() != null || mount.tmpfsOptions() != null) {
      throw new InvalidRequest(
          invalid + "field VolumeOptions or TmpfsOptions must not be specified");
    }
    if (!mount.source().startsWith("/")) {
      throw new InvalidRequest(
          invalid
              + (mount.source().isEmpty()
                  ? "field Source must not be empty"
                  : "invalid mount path: '" + mount.source() + "' mount path must be absolute"));
    }
    if (!options.propagation().isEmpty() && !PROPAGATIONS.contains(options.propagation())) {
      throw new InvalidRequest("invalid propagation mode: " + options.propagation());
    }
    refuse(options.nonRecursive() || options.readOnlyForceRecursive(), "non-recursive bind mounts");
    String source = hostPath(mount.source());
    if (!options.createMountpoint() && !Files.exists(Path.of(source))) {
      throw new InvalidRequest(invalid + "bind source path does not exist: " + source);
    }
    return new Planned(
        "bind",
        source,
        target,
        mount.readOnly(),
        "",
        options.propagation().isEmpty() ? "rprivate" : options.propagation(),
        true,
        options.createMountpoint(),
        Map.of(),
        List.of(),
        true);
  }

  private static Planned volumeMount(Mount mount, String target) {
    VolumeOptions options =
        mount.volumeOptions() == null
            ? new VolumeOptions(false, Map.of(), null, "")
            : mount.volumeOptions();
    refuse(!options.subpath().isEmpty(), "volume subpaths");
    var driver = options.driverConfig();
    refuse(
        driver != null
            && (!driver.options().isEmpty() || !Set.of("", "local").contains(driver.name())),
        "volume drivers and driver options");
    String name = mount.source().isEmpty() ? "" : VolumeName.checked(mount.source());
    return new Planned(
        "volume",
        name,
        target,
        mount.readOnly(),
        "",
        "",
        options.noCopy(),
        false,
        options.labels(),
        List.of(),
        true);
  }

  private static Planned tmpfsMount(Mount mount, String target) {
    if (!mount.source().isEmpty()) {
      throw new InvalidRequest(
          "invalid mount config for type \"tmpfs\": field Source must not be specified");
    }
    TmpfsOptions options =
        mount.tmpfsOptions() == null ? new TmpfsOptions(0L, 0, List.of()) : mount.tmpfsOptions();
    if (options.sizeBytes() < 0 || options.mode() < 0 || options.mode() > 07777) {
      throw new InvalidRequest("invalid tmpfs options of " + target);
    }
    List<String> flags = new ArrayList<>(List.of("noexec", "nosuid", "nodev"));
    if (options.sizeBytes() > 0) {
      flags.add("size=" + options.sizeBytes());
    }
    if (options.mode() > 0) {
      flags.add("mode=" + Integer.toOctalString(options.mode()));
    }
    if (mount.readOnly()) {
      flags.add("ro");
    }
    for (List<String> option : options.options()) {
      flags.add(tmpfsOption(String.join("=", option)));
    }
    return tmpfs(target, mount.readOnly(), flags, true);
  }

  private static Planned tmpfs(String target, String options) {
    List<String> flags = new ArrayList<>(List.of("noexec", "nosuid", "nodev"));
    if (options != null && !options.isEmpty()) {
      Arrays.stream(options.split(",")).map(MountPlan::tmpfsOption).forEach(flags::add);
    }
    return tmpfs(target(target, target), flags.contains("ro"), flags, false);
  }

  private static String tmpfsOption(String option) {
    if (!TMPFS_OPTIONS.contains(option.split("=", 2)[0]) || !option.matches("[a-z_]+(=[\\w%]+)?")) {
      throw new InvalidRequest("Invalid tmpfs option \"" + option + "\"");
    }
    return option;
  }

  /** Of two options that contradict each other the later one counts. */
  private static Planned tmpfs(
      String target, boolean readOnly, List<String> flags, boolean listed) {
    Map<String, String> last = new LinkedHashMap<>();
    for (String flag : flags) {
      String name = flag.split("=", 2)[0];
      last.remove(name.startsWith("no") ? name.substring(2) : "no" + name);
      last.put(name, flag);
    }
    List<String> options = List.copyOf(last.values());
    return new Planned(
        "tmpfs", "", target, readOnly, "", "", true, false, Map.of(), options, listed);
  }

  private static String hostPath(String path) {
    requireText(path);
    return Path.of(path).normalize().toString();
  }

  private static String target(String path, String spec) {
    requireText(path);
    if (!path.startsWith("/")) {
      throw new InvalidRequest(
          "invalid mount path: '" + path + "' mount path must be absolute (in '" + spec + "')");
    }
    String normal = Path.of(path).normalize().toString();
    if (normal.equals("/")) {
      throw new InvalidRequest(
          "invalid volume specification: '" + spec + "': destination can't be '/'");
    }
    return normal;
  }

  private static void requireText(String path) {
    if (path.indexOf('\0') >= 0) {
      throw new InvalidRequest("a mount path contains a NUL character");
    }
  }
}
