package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.Mounts;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Namespaces;
import io.berth.linux.Pidfd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.Spawn;
import io.berth.linux.Terminal;
import io.berth.linux.cgroup.Cgroup;
import io.berth.linux.cgroup.Cgroups;
import io.berth.linux.cgroup.Membership;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One start of a container, from nothing to the first instruction of its program. */
final class Launch {

  private final LaunchSpec spec;
  private final Launching launching;
  private final Cgroups cgroups;
  private final PidfdWaiter waiter;
  private final Undo undo = new Undo();
  private volatile @Nullable Stdio stdio;

  Launch(LaunchSpec spec, Launching launching, Cgroups cgroups, PidfdWaiter waiter) {
    this.spec = spec;
    this.launching = launching;
    this.cgroups = cgroups;
    this.waiter = waiter;
  }

  LinuxContainer run() {
    check();
    try {
      LinuxContainer container = start();
      undo.commit();
      return container;
    } catch (RuntimeException e) {
      throw undo.because(e);
    }
  }

  private void check() {
    if (!spec.id().matches("[0-9a-zA-Z][0-9a-zA-Z_.-]{0,127}")) {
      throw new InvalidRequest("invalid container id: \"" + spec.id() + "\"");
    }
    CgroupSettings.check(spec.resources());
  }

  private LinuxContainer start() {
    Map<String, String> sysctls = Sysctls.of(spec.sysctls(), spec.namespaces());
    Runnable lockDown = SystemCallFilter.of(spec.process());
    Cgroup cgroup = cgroups.create(spec.id());
    undo.push(cgroup::close);
    cgroup.devices(HostDevices.rules(spec));
    try (RootFs rootFs = RootFs.prepare(spec, cgroup);
        Gate gate = new Gate(spec.directory())) {
      undo.push(this::closeStdio);
      if (!spec.process().terminal()) {
        StreamFifos fifos = new StreamFifos(spec.streams());
        undo.push(fifos::remove);
        stdio = Stdio.fifos(fifos, spec.process().openStdin());
      }
      Child child =
          new Child(
              NamespaceThread.start("init", () -> become(rootFs, cgroup, gate, sysctls, lockDown)),
              gate,
              spec.process().args().isEmpty() ? "" : spec.process().args().getFirst());
      undo.push(child::abandon);
      try {
        return settle(child, rootFs, cgroup);
      } catch (RuntimeException e) {
        throw undo.because(e); // while the gate and the root are still open
      }
    }
  }

  /** Thread A: becomes what the container needs and spawns its first process. */
  private int become(
      RootFs rootFs, Cgroup cgroup, Gate gate, Map<String, String> sysctls, Runnable lockDown) {
    try (Membership _ = cgroup.join()) {
      return become(rootFs, gate, sysctls, lockDown);
    }
  }

  private int become(RootFs rootFs, Gate gate, Map<String, String> sysctls, Runnable lockDown) {
    Namespaces.unshare(ownNamespaces());
    Namespaces.umask(0);
    Mounts.propagation(Mounts.PRIVATE);
    rootFs.assemble();
    if (!spec.namespaces().uts()) {
      Namespaces.hostname(spec.hostname());
      Namespaces.domainname(spec.domainname());
    }
    if (!spec.namespaces().network()) {
      Namespaces.loopbackUp();
    }
    Sysctls.apply(sysctls);
    Namespaces.umask(022);
    Program program = Program.of(spec.process(), rootFs.root(), true);
    Stdio streams = streams(rootFs);
    stdio = streams;
    try (Spawn spawn = program.spawn(gate, streams)) {
      console(rootFs, streams);
      rootFs.protect();
      // from here on only system calls of classes that are loaded
      lockDown.run();
      program.who().assume();
      gate.arriving();
      return spawn.start();
    }
  }

  private int ownNamespaces() {
    HostNamespaces host = spec.namespaces();
    // a thread cannot enter a version 2 group, so its cgroup namespace would be the engine's
    return Namespaces.MOUNT
        | (cgroups.version() == 1 ? Namespaces.CGROUP : 0)
        | (host.uts() ? 0 : Namespaces.UTS)
        | (host.ipc() ? 0 : Namespaces.IPC)
        | (host.pid() ? 0 : Namespaces.PID)
        | (host.network() ? 0 : Namespaces.NETWORK);
  }

  private Stdio streams(RootFs rootFs) {
    Stdio fifos = stdio;
    return fifos == null
        ? Stdio.terminal(Terminal.open(rootFs.root()), spec.process().size())
        : fifos;
  }

  /** The terminal again as /dev/console, mounted from its descriptor onto a file just made. */
  private static void console(RootFs rootFs, Stdio streams) {
    Fd peer = streams.peer();
    if (peer != null) {
      try (Directory dev = rootFs.root().directory("/dev")) {
        dev.create("console", 0620).close();
        try (Fd target = dev.open("console", io.berth.linux.Open.PATH, 0);
            Fd mount = Mounts.copy(peer, false)) {
          Mounts.attach(mount, target);
        }
      }
    }
  }

  /** The engine's thread: everything the waiting child needs from outside. */
  private LinuxContainer settle(Child child, RootFs rootFs, Cgroup cgroup) {
    Pidfd pidfd = child.born();
    cgroup.place(pidfd.pid());
    cgroup.limit(CgroupSettings.limits(spec.resources()));
    Placement.limits(pidfd.pid(), spec.process().rlimits());
    Placement.oomScore(pidfd.pid(), spec.oomScoreAdj());
    ProcTree proc = new ProcTree(rootFs.root(), pidfd, spec);
    NamespaceThread<?> pivot = NamespaceThread.start("proc", proc::mountAndPivot);
    try {
      if (!spec.namespaces().network()) {
        launching.network(Path.of("/proc/" + pidfd.pid() + "/ns/net"));
      }
    } catch (RuntimeException e) {
      pivot.awaitEnd();
      throw e;
    }
    pivot.await();
    Interpreters.check(rootFs.root(), spec.process());
    Stdio streams = stdio;
    if (streams == null) {
      throw new IllegalStateException("no streams");
    }
    Optional<Holder> holder = streams.hold(cgroups.parent() + "/" + spec.id());
    holder.ifPresent(h -> undo.push(h::close));
    long startTicks = Pidfd.startTicks(pidfd.pid());
    launching.placed(new Placed(pidfd.pid(), startTicks, holder.map(Holder::id)));
    child.release();
    undo.commit();
    LinuxProcess init =
        LinuxProcess.watched(
            pidfd, startTicks, streams.handOver(holder), () -> cgroup.oomKills() > 0, waiter);
    return new LinuxContainer(spec, init, cgroup, waiter, false);
  }

  private void closeStdio() {
    Stdio streams = stdio;
    if (streams != null) {
      streams.close();
    }
  }
}
