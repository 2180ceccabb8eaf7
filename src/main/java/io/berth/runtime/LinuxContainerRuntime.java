package io.berth.runtime;

import io.berth.failure.Unsupported;
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

/** The runtime on Linux from 5.15, as root, with control groups of either version. */
public final class LinuxContainerRuntime implements ContainerRuntime {

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
    mine.add(spec.id());
    try {
      LinuxContainer container = new Launch(spec, launching, cgroups, waiter).run();
      container.whenClosed(() -> mine.remove(spec.id()));
      return container;
    } catch (RuntimeException e) {
      mine.remove(spec.id());
      throw e;
    }
  }

  @Override
  public RunningContainer adopt(LaunchSpec spec, Placed placed, Optional<Fd> pidfd) {
    pidfd.ifPresent(Fd::close);
    throw new Unsupported("a container cannot be taken over yet");
  }

  @Override
  public void sweep(Set<String> keep) {
    Set<String> untouched = new HashSet<>(keep);
    untouched.addAll(mine);
    cgroups.sweep(untouched);
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
    return new RuntimeFeatures(
        cgroups.version(), cgroups.controllers(), SeccompFilter.isAvailable(), warnings);
  }

  /** Containers that still run go on running, unwatched. */
  @Override
  public void close() {
    waiter.close();
    cgroups.close();
  }
}
