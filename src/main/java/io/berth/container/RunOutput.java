package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.keeper.KeptRun;
import io.berth.linux.FdInputStream;
import io.berth.log.ContainerLog.Stream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Brings a run's output from the keeper to the attached clients, while there are any. A tap that
 * ends with its keeper is followed by one of the next keeper.
 */
final class RunOutput implements OutputHub.Source {

  private final KeptRun run;
  private final OutputHub clients;
  private List<InputStream> streams = List.of();
  private CompletableFuture<Void> pumped = CompletableFuture.completedFuture(null);
  private boolean closed;

  RunOutput(KeptRun run, OutputHub clients) {
    this.run = run;
    this.clients = clients;
    run.firstTap().ifPresent(this::pump);
    clients.from(this);
  }

  @Override
  public synchronized void open() {
    if (!closed && pumped.isDone() && !run.drained().isDone()) {
      pump(run.tap());
    }
  }

  @Override
  public synchronized void close() {
    streams.forEach(ContainerLife::closeQuietly);
  }

  private synchronized void pump(KeptRun.Tap tap) {
    List<InputStream> sources = new ArrayList<>();
    List<CompletableFuture<Void>> pumps = new ArrayList<>();
    FdInputStream stdout = new FdInputStream(tap.stdout());
    sources.add(stdout);
    pumps.add(Pump.start(run.id(), Stream.STDOUT, stdout, clients));
    tap.stderr()
        .ifPresent(fd -> {
          FdInputStream stderr = new FdInputStream(fd);
          sources.add(stderr);
          pumps.add(Pump.start(run.id(), Stream.STDERR, stderr, clients));
        });
    streams = sources;
    CompletableFuture<Void> finished = new CompletableFuture<>();
    pumped = finished;
    CompletableFuture.allOf(pumps.toArray(CompletableFuture[]::new))
        .thenRun(() -> ended(tap.keeper(), finished));
  }

  /** Output may be over, the clients gone, or the keeper. */
  private void ended(Object keeper, CompletableFuture<Void> finished) {
    if (run.exit().isDone() || !clients.isAttended()) {
      finished.complete(null);
      return;
    }
    try {
      KeptRun.Tap next = run.tap();
      if (next.keeper() == keeper) {
        next.close();
      } else {
        pump(next);
      }
    } catch (BerthException e) {
      // the clients wait for the end, which the run tells when it knows
    }
    finished.complete(null);
  }

  /** Completes when what the keeper gave has been handed on. */
  synchronized CompletableFuture<Void> pumped() {
    return pumped;
  }

  /** The run is over. */
  synchronized void end() {
    closed = true;
    close();
  }
}
