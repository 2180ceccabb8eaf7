package io.berth.linux.cgroup;

import io.berth.failure.Conflict;
import io.berth.failure.KernelRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One directory in every hierarchy, see cgroup-v1/cgroups.rst of the kernel. */
final class CgroupV1 implements Cgroup {

  private static final Set<String> CHECKED = Set.of("freezer", "pids");
  private static final long USER_HZ_NANOS = 10_000_000;

  private final Map<String, Path> byController;
  private final Set<Path> directories;

  private CgroupV1(Map<String, Path> byController) {
    this.byController = byController;
    this.directories = Set.copyOf(byController.values());
  }

  static Cgroup create(Map<String, Path> hierarchies, String parent, String id) {
    Map<String, Path> groups = new LinkedHashMap<>();
    hierarchies.forEach((c, root) -> groups.put(c, root.resolve(parent).resolve(id)));
    for (Path group : Set.copyOf(groups.values())) {
      if (Files.exists(group)) {
        throw new Conflict("control group " + group + " exists");
      }
    }
    CgroupV1 cgroup = new CgroupV1(groups);
    try {
      for (Path group : cgroup.directories) {
        Path above = group.getParent();
        if (above != null) {
          CgroupTree.make(above);
        }
        CgroupTree.make(group);
      }
      Path cpuset = groups.get("cpuset");
      if (cpuset != null) {
        inherit(cpuset);
      }
      return cgroup;
    } catch (RuntimeException e) {
      try {
        cgroup.close();
      } catch (RuntimeException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  static CgroupV1 remains(Map<String, Path> hierarchies, String parent, String id) {
    Map<String, Path> groups = new LinkedHashMap<>();
    hierarchies.forEach((controller, root) -> {
      Path group = root.resolve(parent).resolve(id);
      if (Files.isDirectory(group)) {
        groups.put(controller, group);
      }
    });
    return new CgroupV1(groups);
  }

  /** A new cpuset is empty and takes no process: fill it and its parent from above. */
  private static void inherit(Path group) {
    Path parent = group.getParent();
    if (parent == null || parent.getParent() == null) {
      return;
    }
    for (String file : new String[] {"cpuset.cpus", "cpuset.mems"}) {
      if (ControlFile.read(parent.resolve(file)).isBlank()) {
        ControlFile.write(
            parent.resolve(file), ControlFile.read(parent.resolve("..").resolve(file)).strip());
      }
      ControlFile.write(group.resolve(file), ControlFile.read(parent.resolve(file)).strip());
    }
  }

  /**
   * Moving another process waits for an RCU grace period, some 10 ms; a thread moves itself at
   * once.
   */
  @Override
  public Membership join() {
    Membership inside = new Membership();
    try {
      for (Path directory : directories) {
        if (!isLimited(directory)) {
          inside.enter(directory);
        }
      }
      return inside;
    } catch (RuntimeException e) {
      inside.close();
      throw e;
    }
  }

  /** The engine's thread must not count against a limit on processes. */
  private boolean isLimited(Path directory) {
    return directory.equals(byController.get("pids"))
        && !ControlFile.read(directory.resolve("pids.max")).strip().equals("max");
  }

  @Override
  public void place(int pid) {
    List<String> groups = ControlFile.read(Path.of("/proc/" + pid + "/cgroup")).lines().toList();
    for (String controller : CHECKED) {
      Path directory = byController.get(controller);
      if (directory != null && !isIn(groups, controller, directory)) {
        ControlFile.write(directory.resolve("cgroup.procs"), Integer.toString(pid));
      }
    }
  }

  /** Lines are as of cgroups(7): a number, controllers, a path. */
  private static boolean isIn(List<String> groups, String controller, Path directory) {
    String path = "/" + directory.subpath(directory.getNameCount() - 2, directory.getNameCount());
    return groups.stream()
        .map(line -> line.split(":", 3))
        .anyMatch(group -> group[1].equals(controller) && group[2].endsWith(path));
  }

  @Override
  public void limit(Limits l) {
    memory(l);
    set("memory", "memory.soft_limit_in_bytes", l.memoryReservationBytes());
    set("cpu", "cpu.shares", l.cpuShares());
    set("cpu", "cpu.cfs_period_us", l.cpuPeriodMicros());
    set("cpu", "cpu.cfs_quota_us", l.cpuQuotaMicros());
    set("cpuset", "cpuset.cpus", l.cpusetCpus());
    set("cpuset", "cpuset.mems", l.cpusetMems());
    set("pids", "pids.max", l.pids() < 0 ? "max" : l.pids() == 0 ? "" : "" + l.pids());
    if (l.oomKillDisable()) {
      set("memory", "memory.oom_control", "1");
    }
  }

  /** The limit with swap must never be below the one without: the order depends on the change. */
  private void memory(Limits l) {
    String memory = "memory.limit_in_bytes";
    String swap = "memory.memsw.limit_in_bytes";
    Path directory = byController.get("memory");
    boolean raises =
        directory != null
            && l.memoryBytes() > ControlFile.number(directory.resolve(memory))
            && ControlFile.number(directory.resolve(memory)) != 0;
    if (raises) {
      setSwap(swap, l.memorySwapBytes());
      set("memory", memory, l.memoryBytes());
    } else {
      set("memory", memory, l.memoryBytes());
      setSwap(swap, l.memorySwapBytes());
    }
  }

  private void setSwap(String file, long value) {
    Path directory = byController.get("memory");
    if (directory != null && Files.exists(directory.resolve(file))) {
      set("memory", file, value);
    }
  }

  private void set(String controller, String file, long value) {
    set(controller, file, value == 0 ? "" : Long.toString(value));
  }

  private void set(String controller, String file, String value) {
    Path directory = byController.get(controller);
    if (directory != null && !value.isEmpty()) {
      ControlFile.write(directory.resolve(file), value);
    }
  }

  @Override
  public void devices(List<DeviceRule> allowed) {
    Path directory = byController.get("devices");
    if (directory == null) {
      return;
    }
    ControlFile.write(directory.resolve("devices.deny"), "a");
    for (DeviceRule rule : allowed) {
      ControlFile.write(directory.resolve("devices.allow"), rule.type() == 'a' ? "a" : rule.text());
    }
  }

  @Override
  public void freeze() {
    CgroupFreezer.freezeV1(directory("freezer"));
  }

  @Override
  public void thaw() {
    ControlFile.write(directory("freezer").resolve("freezer.state"), "THAWED");
  }

  @Override
  public boolean frozen() {
    return ControlFile.number(file("freezer", "freezer.self_freezing")) == 1;
  }

  private Path directory(String controller) {
    Path directory = byController.get(controller);
    if (directory == null) {
      throw new io.berth.failure.Unsupported("the host has no " + controller + " control group");
    }
    return directory;
  }

  @Override
  public List<Integer> pids() {
    Path freezer = byController.get("freezer");
    return CgroupTree.pids(freezer == null ? directories : Set.of(freezer));
  }

  @Override
  public long oomKills() {
    Path memory = byController.get("memory");
    return memory == null
        ? 0
        : ControlFile.table(memory.resolve("memory.oom_control")).getOrDefault("oom_kill", 0L);
  }

  @Override
  public CgroupUsage usage() {
    Map<String, Long> cpu = ControlFile.table(file("cpu", "cpu.stat"));
    Map<String, Long> split = ControlFile.table(file("cpuacct", "cpuacct.stat"));
    Map<String, Long> memory = ControlFile.table(file("memory", "memory.stat"));
    Map<String, Long> io =
        ControlFile.table(file("blkio", "blkio.throttle.io_service_bytes_recursive"));
    return new CgroupUsage(
        ControlFile.number(file("cpuacct", "cpuacct.usage")),
        split.getOrDefault("user", 0L) * USER_HZ_NANOS,
        split.getOrDefault("system", 0L) * USER_HZ_NANOS,
        cpu.getOrDefault("nr_periods", 0L),
        cpu.getOrDefault("nr_throttled", 0L),
        cpu.getOrDefault("throttled_time", 0L),
        ControlFile.number(file("memory", "memory.usage_in_bytes")),
        memory.getOrDefault("total_inactive_file", 0L),
        ControlFile.number(file("memory", "memory.limit_in_bytes")),
        ControlFile.number(file("pids", "pids.current")),
        ControlFile.number(file("pids", "pids.max")),
        sum(io, " Read"),
        sum(io, " Write"));
  }

  private static long sum(Map<String, Long> io, String operation) {
    return io.entrySet().stream()
        .filter(e -> e.getKey().endsWith(operation))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private Path file(String controller, String name) {
    return byController.getOrDefault(controller, Path.of("/nonexistent")).resolve(name);
  }

  @Override
  public List<View> views() {
    List<View> views = new ArrayList<>();
    for (Path directory : directories) {
      List<String> names =
          byController.entrySet().stream()
              .filter(e -> e.getValue().equals(directory))
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      String name = String.join(",", names);
      views.add(new View(name, directory, names.size() > 1 ? names : List.of()));
    }
    return views;
  }

  @Override
  public void kill() {
    CgroupFreezer.thawAll(directories);
    CgroupTree.killAll(directories);
  }

  @Override
  public void close() {
    try {
      CgroupFreezer.thawAll(directories);
    } catch (KernelRefused e) {
      // removed already: the loop below finds out
    }
    CgroupTree.remove(directories);
  }
}
