package io.berth.runtime;

import io.berth.linux.Fd;
import io.berth.linux.Pidfd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.ProcessStat;
import io.berth.linux.cgroup.Cgroup;
import io.berth.linux.cgroup.Cgroups;
import java.time.Instant;
import java.util.Optional;

/** The taking over of one container that an earlier engine launched. */
final class Adoption {

  private final LaunchSpec spec;
  private final Placed placed;
  private final Cgroups cgroups;
  private final PidfdWaiter waiter;
  private final Optional<Holder> holder;

  Adoption(LaunchSpec spec, Placed placed, Cgroups cgroups, PidfdWaiter waiter) {
    this.spec = spec;
    this.placed = placed;
    this.cgroups = cgroups;
    this.waiter = waiter;
    this.holder = placed.held().map(Holder::new);
  }

  /**
   * @param kept stays the caller's
   * @return empty when it was half-made and is removed now
   */
  Optional<LinuxContainer> run(Optional<Fd> kept) {
    Optional<Pidfd> pidfd = Pidfd.open(placed.pid(), placed.startTicks());
    if (pidfd.isEmpty()) {
      return Optional.of(ended(kept));
    }
    if (neverExecuted(placed.pid(), placed.startTicks())) {
      remove(pidfd.get());
      return Optional.empty();
    }
    return Optional.of(running(pidfd.get()));
  }

  static boolean neverExecuted(int pid, long startTicks) {
    return ProcessStat.of(pid)
        .filter(stat -> stat.startTicks() == startTicks)
        .filter(ProcessStat::neverExecuted)
        .isPresent();
  }

  private void remove(Pidfd waiting) {
    try (Undo undo = new Undo()) {
      undo.push(waiting::close);
      holder.ifPresent(h -> undo.push(h::close));
      undo.push(new StreamFifos(spec.streams())::remove);
      undo.push(cgroups.remains(spec.id())::close);
      undo.push(waiting::kill);
    }
  }

  private LinuxContainer running(Pidfd pidfd) {
    Undo undo = new Undo();
    undo.push(pidfd::close);
    try {
      Cgroup cgroup = cgroups.open(spec.id());
      boolean paused = cgroup.frozen();
      Ends ends = Ends.reopened(spec, holder);
      undo.push(ends::abandon);
      LinuxProcess init =
          LinuxProcess.watched(
              pidfd, placed.startTicks(), ends, () -> cgroup.oomKills() > 0, waiter);
      undo.commit();
      return new LinuxContainer(spec, init, cgroup, waiter, paused);
    } catch (RuntimeException e) {
      throw undo.because(e);
    }
  }

  private LinuxContainer ended(Optional<Fd> kept) {
    Cgroup cgroup = cgroups.remains(spec.id());
    ExitStatus exit =
        ExitStatus.of(kept.flatMap(Pidfd::exitOf), cgroup.oomKills() > 0, Instant.now());
    LinuxProcess init =
        LinuxProcess.ended(placed.pid(), placed.startTicks(), Ends.reopened(spec, holder), exit);
    return new LinuxContainer(spec, init, cgroup, waiter, cgroup.frozen());
  }
}
