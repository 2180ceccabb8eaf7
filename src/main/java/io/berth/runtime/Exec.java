package io.berth.runtime;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.linux.Fd;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Namespaces;
import io.berth.linux.Open;
import io.berth.linux.Pidfd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.RootPath;
import io.berth.linux.Spawn;
import io.berth.linux.Terminal;
import io.berth.linux.cgroup.Cgroup;
import io.berth.linux.cgroup.Membership;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** One further process in a running container. */
final class Exec {

  private final LaunchSpec container;
  private final ProcessSpec spec;
  private final LinuxProcess init;
  private final Cgroup cgroup;
  private final PidfdWaiter waiter;
  private final Undo undo = new Undo();

  Exec(
      LaunchSpec container,
      ProcessSpec spec,
      LinuxProcess init,
      Cgroup cgroup,
      PidfdWaiter waiter) {
    this.container = container;
    this.spec = spec;
    this.init = init;
    this.cgroup = cgroup;
    this.waiter = waiter;
  }

  LinuxProcess run(Consumer<Placed> placed) {
    Runnable lockDown = SystemCallFilter.of(spec);
    try (RootPath root = openRoot();
        Fd target = duplicatePidfd()) {
      Program program = Program.of(spec, root, false);
      Interpreters.check(root, program.path());
      Stdio stdio =
          spec.terminal()
              ? Stdio.terminal(Terminal.open(root), spec.size())
              : Stdio.pipes(spec.openStdin(), spec.discardOutput());
      undo.push(stdio::close);
      try (Gate gate = new Gate(container.directory());
          Spawn spawn = program.spawn(gate, stdio)) {
        try {
          return start(program, gate, spawn, target, lockDown, stdio, placed);
        } catch (RuntimeException e) {
          throw undo.because(e); // while the gate is still open
        }
      } catch (RuntimeException e) {
        throw undo.because(e);
      }
    }
  }

  private LinuxProcess start(
      Program program,
      Gate gate,
      Spawn spawn,
      Fd target,
      Runnable lockDown,
      Stdio stdio,
      Consumer<Placed> placed) {
    Child child =
        new Child(
            NamespaceThread.start("exec", () -> enter(program, gate, spawn, target, lockDown)),
            gate,
            spec.args().getFirst());
    undo.push(child::abandon);
    Pidfd pidfd = child.born();
    cgroup.place(pidfd.pid());
    Placement.limits(pidfd.pid(), spec.rlimits());
    Placement.oomScore(pidfd.pid(), container.oomScoreAdj());
    long startTicks = Pidfd.startTicks(pidfd.pid());
    placed.accept(new Placed(pidfd.pid(), startTicks, Optional.empty()));
    child.release();
    undo.commit();
    return LinuxProcess.watched(
        pidfd, startTicks, stdio.handOver(Optional.empty()), () -> cgroup.oomKills() > 0, waiter);
  }

  /** On a thread of its own, which stands in the container's root after the first line but two. */
  private int enter(Program program, Gate gate, Spawn spawn, Fd target, Runnable lockDown) {
    try (Membership _ = cgroup.join()) {
      Namespaces.unshare(Namespaces.FS);
      Namespaces.umask(022);
      Namespaces.enter(target, namespaces());
      lockDown.run();
      program.who().assume();
      gate.arriving();
      return spawn.start();
    }
  }

  private int namespaces() {
    return Namespaces.MOUNT
        | Namespaces.CGROUP
        | Namespaces.UTS
        | Namespaces.IPC
        | Namespaces.PID
        | Namespaces.NETWORK;
  }

  private RootPath openRoot() {
    RootPath[] root = new RootPath[1];
    boolean alive =
        init.whileAlive(process ->
            root[0] =
                new RootPath(
                    RootPath.openHost(
                        Path.of("/proc/" + init.pid() + "/root"), Open.PATH | Open.DIRECTORY)));
    if (!alive) {
      throw new Conflict("container " + container.id() + " is not running");
    }
    return root[0];
  }

  private Fd duplicatePidfd() {
    try {
      return init.pidfd();
    } catch (NotFound e) {
      throw new Conflict("container " + container.id() + " is not running", e);
    }
  }
}
