package io.berth.keeper;

import io.berth.linux.Fd;
import io.berth.linux.Pidfd;
import io.berth.runtime.ExitStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Knows how a process ended even when no keeper saw it, by a pidfd of its own. Thread-safe. */
final class Witness implements AutoCloseable {

  private static final int UNKNOWN = 255;

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
    ExitStatus best = told.known() ? told : seen(told).orElse(told);
    close();
    exit.complete(best);
  }

  /** The keeper can tell nothing. */
  void vanished() {
    ended(new ExitStatus(UNKNOWN, 0, false, Instant.now(), false));
  }

  private synchronized Optional<ExitStatus> seen(ExitStatus told) {
    return pidfd
        .flatMap(Pidfd::exitOf)
        .filter(Pidfd.Exit::known)
        .map(how ->
            new ExitStatus(
                how.signal() == 0 ? how.status() : 128 + how.signal(),
                how.signal(),
                told.oomKilled(),
                told.at(),
                true));
  }

  @Override
  public synchronized void close() {
    pidfd.ifPresent(Fd::close);
    pidfd = Optional.empty();
  }
}
