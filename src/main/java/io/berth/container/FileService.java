package io.berth.container;

import io.berth.failure.Conflict;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.files.RootFiles;
import io.berth.keeper.KeptRun;
import io.berth.linux.Errno;
import io.berth.linux.Pidfd;
import io.berth.linux.RootPath;
import io.berth.runtime.FileView;
import io.berth.runtime.MountSpec;
import io.berth.snapshot.OverlayMount;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Opens containers' files, the running one's own mount or the stopped one's layers. */
final class FileService implements ContainerFiles {

  private final ContainerRegistry registry;
  private final RootMounts mounts;
  private final HostPolicy policy;
  private final Announcer announcer;

  FileService(
      ContainerRegistry registry, RootMounts mounts, HostPolicy policy, Announcer announcer) {
    this.registry = registry;
    this.mounts = mounts;
    this.policy = policy;
    this.announcer = announcer;
  }

  @Override
  public Opened open(String ref) {
    Container container = registry.find(ref);
    policy.requireMayUse(container);
    return new OpenFiles(container, ref, new RootFiles(view(container, false)), announcer);
  }

  private RootPath view(Container container, boolean writable) {
    OverlayMount overlay = mounts.overlay(container);
    List<MountSpec.Bind> binds = binds(container);
    return running(container, overlay, binds, writable)
        .orElseGet(() ->
            FileView.ofStopped(overlay, binds, container.hostConfig.readonlyRootfs(), writable));
  }

  private List<MountSpec.Bind> binds(Container container) {
    try {
      return mounts.existing(container);
    } catch (IOException e) {
      throw new Unavailable("mounts of container " + container.id + ": " + e.getMessage(), e);
    }
  }

  /** Empty when it does not run, or ends meanwhile. */
  private static Optional<RootPath> running(
      Container container, OverlayMount overlay, List<MountSpec.Bind> binds, boolean writable) {
    Run run = container.run;
    if (run == null) {
      return Optional.empty();
    }
    KeptRun kept = run.kept();
    try (Pidfd pidfd = Pidfd.open(kept.pid())) {
      // the number may be another process's by now: the container's control group tells
      return kept.pids().contains(kept.pid())
          ? Optional.of(FileView.ofRunning(pidfd, overlay, binds, writable))
          : Optional.empty();
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ESRCH) {
        return Optional.empty();
      }
      throw e;
    } catch (Conflict e) {
      return Optional.empty();
    }
  }
}
