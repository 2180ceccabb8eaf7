package io.berth.runtime;

import io.berth.failure.NotFound;
import io.berth.linux.Fd;
import io.berth.linux.Pidfd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.Terminal;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Owns the pidfd until the process was reaped. */
final class LinuxProcess implements ContainerProcess {

  private final Pidfd pidfd;
  private final Streams streams;
  private final @Nullable Terminal terminal;
  private final BooleanSupplier oomKilled;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final ReentrantLock alive = new ReentrantLock();
  private boolean gone;

  /**
   * @param stdio the engine's side goes to the caller of launch or exec
   */
  LinuxProcess(Pidfd pidfd, Stdio stdio, BooleanSupplier oomKilled, PidfdWaiter waiter) {
    this.pidfd = pidfd;
    this.streams = stdio.handOver();
    this.terminal = stdio.terminal();
    this.oomKilled = oomKilled;
    waiter.watch(pidfd, this::ended);
  }

  private void ended(Pidfd.Exit how) {
    int code = how.signal() == 0 ? how.status() : 128 + how.signal();
    boolean oom = false;
    try {
      oom = oomKilled.getAsBoolean();
    } finally {
      alive.lock();
      try {
        gone = true;
        pidfd.close();
        if (terminal != null) {
          terminal.close();
        }
      } finally {
        alive.unlock();
      }
      exit.complete(new ExitStatus(code, how.signal(), oom, Instant.now(), true));
    }
  }

  @Override
  public int pid() {
    return pidfd.pid();
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit;
  }

  @Override
  public Streams streams() {
    return streams;
  }

  @Override
  public void signal(int signal) {
    whileAlive(() -> pidfd.signal(signal));
  }

  @Override
  public void resize(ProcessSpec.WindowSize size) {
    Terminal resized = terminal;
    if (resized != null) {
      whileAlive(() -> resized.resize(size.rows(), size.columns()));
    }
  }

  @Override
  public Fd pidfd() {
    Fd[] fd = new Fd[1];
    if (!whileAlive(() -> fd[0] = pidfd.fd().duplicate())) {
      throw new NotFound("process " + pidfd.pid() + " is gone");
    }
    return fd[0];
  }

  @Override
  public void closeStdin() {
    // the caller has the only copy
  }

  /** Does the task unless the process is gone; it is not reaped during the task. */
  boolean whileAlive(Runnable task) {
    alive.lock();
    try {
      if (!gone) {
        task.run();
      }
      return !gone;
    } finally {
      alive.unlock();
    }
  }
}
