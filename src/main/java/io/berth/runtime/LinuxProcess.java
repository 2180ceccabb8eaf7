package io.berth.runtime;

import io.berth.linux.Pidfd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Owns the pidfd until the process was reaped. */
final class LinuxProcess implements ContainerProcess {

  private final Pidfd pidfd;
  private final Stdio.Streams streams;
  private final BooleanSupplier oomKilled;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final ReentrantLock alive = new ReentrantLock();
  private boolean gone;

  LinuxProcess(Pidfd pidfd, Stdio.Streams streams, BooleanSupplier oomKilled, PidfdWaiter waiter) {
    this.pidfd = pidfd;
    this.streams = streams;
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
        streams.terminal().ifPresent(Terminal::close);
      } finally {
        alive.unlock();
      }
      exit.complete(new ExitStatus(code, how.signal(), oom, Instant.now()));
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
  public Optional<OutputStream> stdin() {
    return streams.stdin();
  }

  @Override
  public InputStream stdout() {
    return streams.stdout();
  }

  @Override
  public Optional<InputStream> stderr() {
    return streams.stderr();
  }

  @Override
  public void signal(int signal) {
    whileAlive(() -> pidfd.signal(signal));
  }

  @Override
  public void resize(ProcessSpec.WindowSize size) {
    whileAlive(() -> streams.terminal().ifPresent(t -> t.resize(size.rows(), size.columns())));
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

  Pidfd pidfd() {
    return pidfd;
  }
}
