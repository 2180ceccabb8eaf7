package io.berth.keeper.server;

import io.berth.keeper.wire.ExecState;
import io.berth.linux.Fd;
import io.berth.runtime.ContainerProcess;
import io.berth.runtime.ContainerProcess.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An exec. Whoever asked for it gets duplicates of its streams; what stays here keeps a process
 * going whose reader has died, and is carried off while there is no reader.
 */
final class HeldExec {

  private final String id;
  private final ContainerProcess process;
  private final String memo;
  private final boolean discarded;
  private Optional<Fd> stdin;
  private List<Outlet> drains = List.of();

  HeldExec(String id, ContainerProcess process, String memo, boolean discarded) {
    this.id = id;
    this.process = process;
    this.memo = memo;
    this.discarded = discarded;
    this.stdin = process.streams().stdin();
  }

  String id() {
    return id;
  }

  ContainerProcess process() {
    return process;
  }

  String memo() {
    return memo;
  }

  ExecState state() {
    return new ExecState(id, process.pid(), process.streams().terminal(), memo);
  }

  /** Duplicates for a client. */
  synchronized Bundle bundle() {
    Streams streams = process.streams();
    return Bundle.of(
        process,
        stdin.map(Fd::duplicate),
        discarded ? Optional.empty() : Optional.of(streams.stdout().duplicate()),
        discarded ? Optional.empty() : streams.stderr().map(Fd::duplicate));
  }

  /** Nobody reads what it writes: carry it off, so that it never waits. */
  synchronized void drain(OutputPump pump) {
    if (!discarded && drains.isEmpty()) {
      List<Outlet> outlets = new ArrayList<>();
      Streams streams = process.streams();
      outlets.add(Outlet.drain(streams.stdout().duplicate()));
      streams.stderr().ifPresent(fd -> outlets.add(Outlet.drain(fd.duplicate())));
      pump.carry(outlets);
      drains = outlets;
    }
  }

  synchronized void stopDraining(OutputPump pump) {
    drains.forEach(pump::end);
    drains = List.of();
  }

  synchronized void closeStdin() {
    stdin.ifPresent(Fd::close);
    stdin = Optional.empty();
    process.closeStdin();
  }

  synchronized void close(OutputPump pump) {
    stopDraining(pump);
    stdin.ifPresent(Fd::close);
    stdin = Optional.empty();
    process.streams().stdout().close();
    process.streams().stderr().ifPresent(Fd::close);
  }
}
