package io.berth.runtime;

import io.berth.failure.NotFound;
import io.berth.linux.Fd;
import io.berth.linux.Pidfd;
import io.berth.linux.PidfdWaiter;
import io.berth.linux.Terminal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Owns the pidfd and the terminal until the process's end was noticed. */
final class LinuxProcess implements ContainerProcess {

  private final int pid;
  private final long startTicks;
  private final Ends ends;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final ReentrantLock alive = new ReentrantLock();
  private @Nullable Pidfd pidfd;

  private LinuxProcess(int pid, long startTicks, Ends ends) {
    this.pid = pid;
    this.startTicks = startTicks;
    this.ends = ends;
  }

  /**
   * @param pidfd of a process that may have ended, whether a child or not
   */
  static LinuxProcess watched(
      Pidfd pidfd, long startTicks, Ends ends, BooleanSupplier oomKilled, PidfdWaiter waiter) {
    LinuxProcess process = new LinuxProcess(pidfd.pid(), startTicks, ends);
    process.pidfd = pidfd;
    waiter.watch(pidfd, how -> process.ended(how, oomKilled));
    return process;
  }

  static LinuxProcess ended(int pid, long startTicks, Ends ends, ExitStatus exit) {
    LinuxProcess process = new LinuxProcess(pid, startTicks, ends);
    ends.closeTerminal();
    process.exit.complete(exit);
    return process;
  }

  private void ended(Pidfd.Exit how, BooleanSupplier oomKilled) {
    boolean oom = false;
    try {
      oom = oomKilled.getAsBoolean();
    } finally {
      alive.lock();
      try {
        if (pidfd != null) {
          pidfd.close();
        }
        pidfd = null;
        ends.closeTerminal();
      } finally {
        alive.unlock();
      }
      exit.complete(ExitStatus.of(Optional.of(how), oom, Instant.now()));
    }
  }

  @Override
  public int pid() {
    return pid;
  }

  @Override
  public long startTicks() {
    return startTicks;
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit;
  }

  @Override
  public Streams streams() {
    return ends.streams();
  }

  @Override
  public void signal(int signal) {
    whileAlive(process -> process.signal(signal));
  }

  @Override
  public void resize(ProcessSpec.WindowSize size) {
    Terminal terminal = ends.terminal();
    if (terminal != null) {
      whileAlive(process -> terminal.resize(size.rows(), size.columns()));
    }
  }

  @Override
  public Fd pidfd() {
    Fd[] fd = new Fd[1];
    if (!whileAlive(process -> fd[0] = process.fd().duplicate())) {
      throw new NotFound("process " + pid + " is gone");
    }
    return fd[0];
  }

  @Override
  public void closeStdin() {
    ends.closeStdin();
  }

  /** Ends what holds the terminal or stdin for a later engine. */
  void letGo() {
    ends.holder().ifPresent(Holder::close);
  }

  /** Does the task unless the process is gone; it is not reaped during the task. */
  boolean whileAlive(Consumer<Pidfd> task) {
    alive.lock();
    try {
      Pidfd process = pidfd;
      if (process != null) {
        task.accept(process);
      }
      return process != null;
    } finally {
      alive.unlock();
    }
  }
}
