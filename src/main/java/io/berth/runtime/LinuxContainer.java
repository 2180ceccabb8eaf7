package io.berth.runtime;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.linux.Pidfd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.cgroup.Cgroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/** Owns the control group; the mounts and namespaces are the processes' own. */
final class LinuxContainer implements RunningContainer {

  private static final int SIGKILL = 9;

  private final LaunchSpec spec;
  private final LinuxProcess init;
  private final Cgroup cgroup;
  private final PidfdWaiter waiter;
  // an exec shares, freezing and closing exclude: a thread must not join a frozen group
  private final ReentrantReadWriteLock state = new ReentrantReadWriteLock();
  private boolean paused;
  private boolean closed;
  private Runnable whenClosed = () -> {};

  LinuxContainer(
      LaunchSpec spec, LinuxProcess init, Cgroup cgroup, PidfdWaiter waiter, boolean paused) {
    this.spec = spec;
    this.init = init;
    this.cgroup = cgroup;
    this.waiter = waiter;
    this.paused = paused;
  }

  void whenClosed(Runnable task) {
    whenClosed = task;
  }

  @Override
  public LinuxProcess init() {
    return init;
  }

  @Override
  public ContainerProcess exec(ProcessSpec process, Consumer<Placed> placed) {
    state.readLock().lock();
    try {
      if (closed || init.exit().isDone()) {
        throw gone();
      }
      if (paused) {
        throw new Conflict(
            "container " + spec.id() + " is paused, unpause the container before exec");
      }
      return new Exec(spec, process, init, cgroup, waiter).run(placed);
    } finally {
      state.readLock().unlock();
    }
  }

  private Conflict gone() {
    return new Conflict("container " + spec.id() + " is not running");
  }

  @Override
  public ContainerProcess adoptExec(int pid, long startTicks) {
    NotFound gone = new NotFound("process " + pid + " is gone");
    Pidfd pidfd = Pidfd.open(pid, startTicks).orElseThrow(() -> gone);
    try {
      if (Adoption.neverExecuted(pid, startTicks)) {
        pidfd.kill();
        throw gone;
      }
      Ends ends = Ends.lost(false, Optional.empty());
      return LinuxProcess.watched(pidfd, startTicks, ends, () -> cgroup.oomKills() > 0, waiter);
    } catch (RuntimeException e) {
      pidfd.close();
      throw e;
    }
  }

  @Override
  public void pause() {
    state.writeLock().lock();
    try {
      if (closed || init.exit().isDone()) {
        throw gone();
      }
      if (!paused) {
        cgroup.freeze();
        paused = true;
      }
    } finally {
      state.writeLock().unlock();
    }
  }

  @Override
  public void resume() {
    state.writeLock().lock();
    try {
      if (paused && !closed) {
        cgroup.thaw();
        paused = false;
      }
    } finally {
      state.writeLock().unlock();
    }
  }

  @Override
  public boolean isPaused() {
    state.readLock().lock();
    try {
      return paused;
    } finally {
      state.readLock().unlock();
    }
  }

  @Override
  public void update(Resources resources) {
    CgroupSettings.check(resources);
    cgroup.limit(CgroupSettings.limits(resources));
  }

  @Override
  public List<Integer> pids() {
    return cgroup.pids();
  }

  @Override
  public ResourceUsage usage() {
    return CgroupSettings.usage(cgroup.usage(), HostMemory.BYTES);
  }

  @Override
  public Path netns() {
    return Path.of("/proc/" + init.pid() + "/ns/net");
  }

  @Override
  public Path root() {
    return Path.of("/proc/" + init.pid() + "/root");
  }

  @Override
  public void close() {
    state.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      init.signal(SIGKILL);
      cgroup.kill();
      init.exit().join();
      cgroup.close();
      init.letGo();
      new StreamFifos(spec.streams()).remove();
    } finally {
      state.writeLock().unlock();
      whenClosed.run();
    }
  }

  /** The host's memory, read once. */
  private static final class HostMemory {
    static final long BYTES =
        ((com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize();
  }
}
