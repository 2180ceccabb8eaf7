package io.berth.keeper.server;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.keeper.Job;
import io.berth.keeper.wire.RunState;
import io.berth.linux.Fd;
import io.berth.linux.Pipe;
import io.berth.log.ContainerLog;
import io.berth.log.LogAppender;
import io.berth.runtime.ContainerProcess.Streams;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.RunningContainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A run in the keeper's hands, from its launch to its release. Thread-safe. */
final class HeldRun {

  private final RunningContainer container;
  private final RunFolder folder;
  private final OutputPump pump;
  private final Optional<LogAppender> log;
  private final List<Outlet> outlets = new ArrayList<>();
  private final Map<String, HeldExec> execs = new ConcurrentHashMap<>();
  private Optional<Fd> stdin;
  private RunRecord record;
  private boolean released;

  HeldRun(
      RunningContainer container,
      RunFolder folder,
      RunRecord record,
      OutputPump pump,
      Optional<LogAppender> log) {
    this.container = container;
    this.folder = folder;
    this.record = record;
    this.pump = pump;
    this.log = log;
    Streams streams = container.init().streams();
    this.stdin = streams.stdin();
    outlets.add(new Outlet(streams.stdout(), ContainerLog.Stream.STDOUT, log));
    streams.stderr().ifPresent(fd -> outlets.add(new Outlet(fd, ContainerLog.Stream.STDERR, log)));
  }

  RunningContainer container() {
    return container;
  }

  Job job() {
    return record.job();
  }

  RunFolder folder() {
    return folder;
  }

  Map<String, HeldExec> execs() {
    return execs;
  }

  HeldExec exec(String id) {
    HeldExec exec = execs.get(id);
    if (exec == null) {
      throw new NotFound("no such exec: " + id);
    }
    return exec;
  }

  synchronized RunState state() {
    return new RunState(
        job().spec().id(),
        container.init().pid(),
        record.startedAt(),
        job().spec().process().terminal(),
        container.isPaused(),
        job().memo(),
        record.exit(),
        record.drained(),
        execs.values().stream().map(HeldExec::state).toList());
  }

  synchronized boolean alive() {
    return record.exit().isEmpty();
  }

  /** A new tap: what is written from now on goes there. */
  Bundle tap() {
    List<Fd> readers = new ArrayList<>();
    for (Outlet outlet : outlets) {
      Pipe pipe = Pipe.open();
      readers.add(pipe.reader());
      pump.tap(outlet, pipe.writer());
    }
    return Bundle.output(
        readers.getFirst(), readers.size() > 1 ? Optional.of(readers.get(1)) : Optional.empty());
  }

  void carry() {
    pump.carry(outlets);
  }

  /** Duplicates for a client. */
  synchronized Bundle bundle() {
    return Bundle.of(
        container.init(), stdin.map(Fd::duplicate), Optional.empty(), Optional.empty());
  }

  synchronized void closeStdin() {
    if (!job().spec().process().terminal()) {
      stdin.ifPresent(Fd::close);
      stdin = Optional.empty();
    }
    container.init().closeStdin();
  }

  /**
   * Written down before anybody is told.
   *
   * @return what was known before, else what is given
   */
  synchronized ExitStatus ended(ExitStatus status) {
    if (record.exit().isPresent()) {
      return record.exit().get();
    }
    write(record.ended(status));
    return status;
  }

  CompletableFuture<Void> outputEnded() {
    return CompletableFuture.allOf(
        outlets.stream().map(Outlet::ended).toArray(CompletableFuture[]::new));
  }

  /** No more output counts. */
  synchronized void drained() {
    outlets.forEach(pump::end);
    outputEnded().join();
    finish(LogAppender::seal);
    write(record.emptied());
  }

  private synchronized void write(RunRecord changed) {
    record = changed;
    if (!released) {
      folder.write(record);
    }
  }

  private interface Finishing {
    void apply(LogAppender log) throws IOException;
  }

  private void finish(Finishing how) {
    try {
      if (log.isPresent()) {
        how.apply(log.get());
      }
    } catch (IOException e) {
      System.err.println("log of container " + job().spec().id() + ": " + e);
    }
  }

  void requireAlive() {
    if (!alive()) {
      throw new Conflict("container " + job().spec().id() + " is not running");
    }
  }

  /** Kills what is left and forgets the run. */
  void release() {
    container.close();
    synchronized (this) {
      outlets.forEach(pump::end);
      stdin.ifPresent(Fd::close);
      stdin = Optional.empty();
      finish(LogAppender::close);
      released = true;
      folder.delete();
    }
  }
}
