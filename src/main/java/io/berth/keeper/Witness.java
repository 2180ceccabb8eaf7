package io.berth.keeper;

import io.berth.linux.Fd;
import io.berth.linux.Pidfd;
import io.berth.runtime.ExitStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Knows how a process ended even when no keeper saw it, by a pidfd of its own. Thread-safe. */
final class Witness implements AutoCloseable {

  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private Optional<Fd> pidfd = Optional.empty();

  /** Takes the descriptor over; the first one counts. */
  synchronized void see(Optional<Fd> process) {
    if (pidfd.isPresent() || exit.isDone()) {
      process.ifPresent(Fd::close);
    } else {
      pidfd = process;
    }
  }

  /** Whether it would learn nothing from the kernel. */
  synchronized boolean isBlind() {
    return pidfd.isEmpty() && !exit.isDone();
  }

  CompletableFuture<ExitStatus> exit() {
    return exit;
  }

  void ended(ExitStatus told) {
    ExitStatus best = told.known() ? told : seen(told.oomKilled(), told.at());
    close();
    exit.complete(best);
  }

  /** The keeper can tell nothing. */
  void vanished() {
    ended(ExitStatus.of(Optional.empty(), false, Instant.now()));
  }

  private synchronized ExitStatus seen(boolean oomKilled, Instant at) {
    return ExitStatus.of(pidfd.flatMap(Pidfd::exitOf), oomKilled, at);
  }

  @Override
  public synchronized void close() {
    pidfd.ifPresent(Fd::close);
    pidfd = Optional.empty();
  }
}
