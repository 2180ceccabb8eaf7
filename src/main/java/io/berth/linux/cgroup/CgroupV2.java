package io.berth.linux.cgroup;

import io.berth.failure.Conflict;
import io.berth.failure.KernelRefused;
import io.berth.linux.DeviceFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One directory in the unified hierarchy, see cgroup-v2.rst of the kernel. */
final class CgroupV2 implements Cgroup {

  private static final Set<String> CONTROLLERS = Set.of("cpu", "cpuset", "memory", "pids", "io");

  private final Path directory;

  CgroupV2(Path directory) {
    this.directory = directory;
  }

  static Cgroup create(Path root, String parent, String id) {
    Path above = root.resolve(parent);
    Path group = above.resolve(id);
    if (Files.exists(group)) {
      throw new Conflict("control group " + group + " exists");
    }
    delegate(root);
    CgroupTree.make(above);
    delegate(above);
    CgroupTree.make(group);
    return new CgroupV2(group);
  }

  /** Makes the controllers usable one level down. */
  private static void delegate(Path group) {
    Set<String> enabled =
        Set.of(ControlFile.read(group.resolve("cgroup.subtree_control")).strip().split(" "));
    Set<String> missing =
        new HashSet<>(
            List.of(ControlFile.read(group.resolve("cgroup.controllers")).strip().split(" ")));
    missing.retainAll(CONTROLLERS);
    missing.removeAll(enabled);
    for (String controller : missing) {
      ControlFile.write(group.resolve("cgroup.subtree_control"), "+" + controller);
    }
  }

  @Override
  public Membership join() {
    return Membership.NONE; // a single thread cannot leave its process's group
  }

  @Override
  public void place(int pid) {
    ControlFile.write(directory.resolve("cgroup.procs"), Integer.toString(pid));
  }

  @Override
  public void limit(Limits l) {
    set("memory.max", l.memoryBytes() < 0 ? "max" : text(l.memoryBytes()));
    if (l.memorySwapBytes() != 0) {
      long swap = l.memorySwapBytes() - Math.max(0, l.memoryBytes());
      set("memory.swap.max", l.memorySwapBytes() < 0 ? "max" : Long.toString(Math.max(0, swap)));
    }
    set("memory.low", text(l.memoryReservationBytes()));
    set("cpu.weight", l.cpuShares() == 0 ? "" : Long.toString(l.cpuWeight()));
    if (l.cpuQuotaMicros() != 0 || l.cpuPeriodMicros() != 0) {
      String quota = l.cpuQuotaMicros() <= 0 ? "max" : Long.toString(l.cpuQuotaMicros());
      set("cpu.max", quota + (l.cpuPeriodMicros() > 0 ? " " + l.cpuPeriodMicros() : ""));
    }
    set("cpuset.cpus", l.cpusetCpus());
    set("cpuset.mems", l.cpusetMems());
    set("pids.max", l.pids() < 0 ? "max" : text(l.pids()));
  }

  private static String text(long value) {
    return value == 0 ? "" : Long.toString(value);
  }

  private void set(String file, String value) {
    if (!value.isEmpty()) {
      ControlFile.write(directory.resolve(file), value);
    }
  }

  @Override
  public void devices(List<DeviceRule> allowed) {
    DeviceFilter.attach(
        directory,
        allowed.stream()
            .map(r -> new DeviceFilter.Rule(r.type(), r.major(), r.minor(), r.access()))
            .toList());
  }

  @Override
  public void freeze() {
    CgroupFreezer.freezeV2(directory);
  }

  @Override
  public void thaw() {
    ControlFile.write(directory.resolve("cgroup.freeze"), "0");
  }

  @Override
  public boolean frozen() {
    return ControlFile.number(directory.resolve("cgroup.freeze")) == 1;
  }

  @Override
  public List<Integer> pids() {
    return CgroupTree.pids(List.of(directory));
  }

  @Override
  public long oomKills() {
    return ControlFile.table(directory.resolve("memory.events")).getOrDefault("oom_kill", 0L);
  }

  @Override
  public CgroupUsage usage() {
    Map<String, Long> cpu = ControlFile.table(directory.resolve("cpu.stat"));
    Map<String, Long> memory = ControlFile.table(directory.resolve("memory.stat"));
    return new CgroupUsage(
        cpu.getOrDefault("usage_usec", 0L) * 1000,
        cpu.getOrDefault("user_usec", 0L) * 1000,
        cpu.getOrDefault("system_usec", 0L) * 1000,
        cpu.getOrDefault("nr_periods", 0L),
        cpu.getOrDefault("nr_throttled", 0L),
        cpu.getOrDefault("throttled_usec", 0L) * 1000,
        ControlFile.number(directory.resolve("memory.current")),
        memory.getOrDefault("inactive_file", 0L),
        ControlFile.number(directory.resolve("memory.max")),
        ControlFile.number(directory.resolve("pids.current")),
        ControlFile.number(directory.resolve("pids.max")),
        io(" rbytes="),
        io(" wbytes="));
  }

  private long io(String key) {
    try {
      return sum(ControlFile.read(directory.resolve("io.stat")), key);
    } catch (KernelRefused e) {
      return 0;
    }
  }

  static long sum(String ioStat, String key) {
    return ioStat
        .lines()
        .filter(l -> l.contains(key))
        .mapToLong(l -> Long.parseLong(l.substring(l.indexOf(key) + key.length()).split(" ", 2)[0]))
        .sum();
  }

  @Override
  public List<View> views() {
    return List.of(new View("", directory, List.of()));
  }

  @Override
  public void kill() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Path kill = directory.resolve("cgroup.kill");
    if (Files.exists(kill)) {
      ControlFile.write(kill, "1");
    } else {
      thaw();
      CgroupTree.killAll(List.of(directory));
    }
  }

  @Override
  public void close() {
    kill();
    CgroupTree.remove(List.of(directory));
  }
}
