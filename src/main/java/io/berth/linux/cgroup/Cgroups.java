package io.berth.linux.cgroup;

import io.berth.failure.KernelRefused;
import io.berth.failure.NotFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The engine's parent group in whatever hierarchies the host has. */
public final class Cgroups implements AutoCloseable {

  static final Set<String> WANTED =
      Set.of("cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "pids", "blkio");

  private final String parent;
  private final Map<String, Path> hierarchies;
  private final boolean unified;
  private final List<String> controllers;

  private Cgroups(
      String parent, Map<String, Path> hierarchies, boolean unified, List<String> controllers) {
    this.parent = parent;
    this.hierarchies = hierarchies;
    this.unified = unified;
    this.controllers = controllers;
  }

  /**
   * Looks at what is mounted; makes nothing yet.
   *
   * @param parent one directory name, unique to the engine's root
   */
  public static Cgroups detect(String parent) {
    try {
      return detect(parent, Files.readString(Path.of("/proc/self/mountinfo")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Cgroups detect(String parent, String mountinfo) {
    Map<String, Path> legacy = CgroupMounts.version1(mountinfo, WANTED);
    if (!legacy.isEmpty()) {
      return new Cgroups(parent, legacy, false, legacy.keySet().stream().sorted().toList());
    }
    Path root =
        CgroupMounts.version2(mountinfo)
            .orElseThrow(() ->
                new io.berth.failure.Unsupported(
                    "no control groups are mounted at /sys/fs/cgroup"));
    return new Cgroups(parent, Map.of("", root), true, available(root));
  }

  private static List<String> available(Path root) {
    try {
      return List.of(ControlFile.read(root.resolve("cgroup.controllers")).strip().split(" "));
    } catch (KernelRefused e) {
      return List.of();
    }
  }

  public int version() {
    return unified ? 2 : 1;
  }

  /** Names of what limits can be set with. */
  public List<String> controllers() {
    return controllers;
  }

  /** Makes a group; fails when there is one of that name. */
  public Cgroup create(String id) {
    return unified
        ? CgroupV2.create(hierarchies.getOrDefault("", Path.of("/sys/fs/cgroup")), parent, id)
        : CgroupV1.create(hierarchies, parent, id);
  }

  /**
   * The group that an earlier process made.
   *
   * @throws NotFound there is none
   */
  public Cgroup open(String id) {
    if (hierarchies.values().stream().noneMatch(h -> Files.isDirectory(group(h, id)))) {
      throw new NotFound("control group " + parent + "/" + id + " is gone");
    }
    return remains(id);
  }

  /** What is left of a group that an earlier process made, perhaps nothing. */
  public Cgroup remains(String id) {
    return unified
        ? new CgroupV2(group(hierarchies.getOrDefault("", Path.of("/sys/fs/cgroup")), id))
        : CgroupV1.remains(hierarchies, parent, id);
  }

  private Path group(Path hierarchy, String id) {
    return hierarchy.resolve(parent).resolve(id);
  }

  /** The name that {@link #detect} was given. */
  public String parent() {
    return parent;
  }

  /** Kills and removes every group of the parent but those named. */
  public void sweep(Set<String> except) {
    Map<String, List<Path>> leftovers = new LinkedHashMap<>();
    for (Path hierarchy : Set.copyOf(hierarchies.values())) {
      for (Path group : CgroupTree.children(hierarchy.resolve(parent))) {
        String id = group.getFileName().toString();
        if (!except.contains(id)) {
          leftovers.computeIfAbsent(id, i -> new ArrayList<>()).add(group);
        }
      }
    }
    leftovers
        .values()
        .forEach(groups -> {
          CgroupFreezer.thawAll(groups);
          CgroupTree.remove(groups);
        });
  }

  /** Removes the parent group where nothing is left in it. */
  @Override
  public void close() {
    for (Path hierarchy : Set.copyOf(hierarchies.values())) {
      CgroupTree.removeUnlessUsed(hierarchy.resolve(parent));
    }
  }
}
