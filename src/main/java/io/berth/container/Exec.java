package io.berth.container;

import io.berth.container.Execs.ExecRequest;
import io.berth.container.Execs.ExecView;
import io.berth.failure.Conflict;
import io.berth.keeper.KeptExec;
import io.berth.runtime.ProcessSpec.WindowSize;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An exec: registered, running, then over. Thread-safe. */
final class Exec {

  private enum Phase {
    REGISTERED,
    STARTING,
    RUNNING,
    OVER
  }

  final String id;
  final Container container;
  final ExecRequest request;
  final OutputHub output = new OutputHub();
  final CompletableFuture<Optional<OutputStream>> stdin = new CompletableFuture<>();

  private Phase phase = Phase.REGISTERED;
  private @Nullable KeptExec process;
  private @Nullable Integer exitCode;
  private @Nullable Instant over;
  private WindowSize size = new WindowSize(0, 0);

  Exec(String id, Container container, ExecRequest request) {
    this.id = id;
    this.container = container;
    this.request = request;
  }

  /** May be said once. */
  synchronized void starting() {
    switch (phase) {
      case REGISTERED -> phase = Phase.STARTING;
      case STARTING, RUNNING ->
          throw new Conflict("Error: Exec command " + id + " is already running");
      case OVER -> throw new Conflict("Error: Exec command " + id + " has already run");
    }
  }

  /** What was asked for before the process existed. */
  synchronized WindowSize size() {
    return size;
  }

  synchronized void running(KeptExec started, WindowSize launchedWith) {
    process = started;
    phase = Phase.RUNNING;
    if (!size.equals(launchedWith)) {
      started.resize(size);
    }
  }

  synchronized void over(int code) {
    phase = Phase.OVER;
    exitCode = code;
    over = Instant.now();
  }

  synchronized void resize(WindowSize wanted) {
    if (phase == Phase.OVER) {
      return;
    }
    size = wanted;
    if (process != null) {
      process.resize(wanted);
    }
  }

  /** Does nothing unless it runs. */
  synchronized void signal(int signal) {
    if (phase == Phase.RUNNING && process != null) {
      process.signal(signal);
    }
  }

  /** An exec that never started can't any more. */
  synchronized void containerEnded() {
    if (phase == Phase.REGISTERED) {
      over(137);
    }
  }

  synchronized boolean overBefore(Instant limit) {
    return over != null && over.isBefore(limit);
  }

  synchronized boolean isOver() {
    return phase == Phase.OVER;
  }

  synchronized ExecView view() {
    boolean alive = phase == Phase.STARTING || phase == Phase.RUNNING;
    int pid = process == null ? 0 : process.pid();
    return new ExecView(id, container.id, request, alive, exitCode, pid);
  }
}
