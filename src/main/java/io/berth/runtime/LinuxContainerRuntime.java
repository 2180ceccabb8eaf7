package io.berth.runtime;

import io.berth.failure.Conflict;
import io.berth.linux.Credentials;
import io.berth.linux.Fd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.SeccompFilter;
import io.berth.linux.cgroup.Cgroups;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The runtime on Linux from 5.15, as root, with control groups of either version. */
public final class LinuxContainerRuntime implements ContainerRuntime {

  private static final String LOST =
      "terminals and open standard input of containers are lost when the engine's process ends";

  private final Cgroups cgroups;
  private final PidfdWaiter waiter = new PidfdWaiter();
  private final Set<String> mine = ConcurrentHashMap.newKeySet();

  /**
   * Makes this process untraceable for containers.
   *
   * @param cgroupParent one directory name, unique to the engine's root on this host
   */
  public LinuxContainerRuntime(String cgroupParent) {
    if (!cgroupParent.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}")) {
      throw new io.berth.failure.InvalidRequest("invalid cgroup parent: " + cgroupParent);
    }
    Credentials.notDumpable();
    this.cgroups = Cgroups.detect(cgroupParent);
  }

  @Override
  public RunningContainer launch(LaunchSpec spec, Launching launching) {
    return mine(spec.id(), () -> Optional.of(new Launch(spec, launching, cgroups, waiter).run()))
        .orElseThrow();
  }

  @Override
  public Optional<RunningContainer> adopt(LaunchSpec spec, Placed placed, Optional<Fd> pidfd) {
    try {
      return mine(spec.id(), () -> new Adoption(spec, placed, cgroups, waiter).run(pidfd));
    } finally {
      pidfd.ifPresent(Fd::close);
    }
  }

  /** Keeps a container from being swept from before it is there until it is closed. */
  private Optional<RunningContainer> mine(String id, Supplier<Optional<LinuxContainer>> start) {
    if (!mine.add(id)) {
      throw new Conflict("container " + id + " is running already");
    }
    Optional<LinuxContainer> container = Optional.empty();
    try {
      container = start.get();
      container.ifPresent(started -> started.whenClosed(() -> mine.remove(id)));
      return container.map(RunningContainer.class::cast);
    } finally {
      if (container.isEmpty()) {
        mine.remove(id);
      }
    }
  }

  @Override
  public void sweep(Set<String> keep) {
    Set<String> untouched = new HashSet<>(keep);
    untouched.addAll(mine);
    cgroups.sweep(untouched);
    new Orphans(cgroups.parent(), untouched).kill();
  }

  @Override
  public RuntimeFeatures features() {
    List<String> warnings = new ArrayList<>();
    if (!SeccompFilter.isAvailable()) {
      warnings.add(
          "libseccomp is missing: containers start only with --security-opt seccomp=unconfined");
    }
    for (String controller : List.of("memory", "cpu", "cpuset", "pids")) {
      if (!cgroups.controllers().contains(controller)) {
        warnings.add("no " + controller + " control group: " + controller + " limits do not work");
      }
    }
    if (Holder.program().isEmpty()) {
      warnings.add("no sleep program: " + LOST);
    }
    if (!Holder.canBeTakenFrom()) {
      warnings.add("no CAP_SYS_PTRACE: " + LOST);
    }
    return new RuntimeFeatures(
        cgroups.version(), cgroups.controllers(), SeccompFilter.isAvailable(), warnings);
  }

  @Override
  public void close() {
    waiter.close();
    cgroups.close();
  }
}
