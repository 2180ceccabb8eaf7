package io.berth.container;

import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.container.Execs.ExecRequest;
import io.berth.container.Health.Probe;
import io.berth.dockerfile.GoDuration;
import io.berth.failure.BerthException;
import io.berth.keeper.KeptExec;
import io.berth.runtime.ProcessSpec.WindowSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Runs a container's health check once, as the container's user. No event tells of it. */
final class Probing {

  private static final int MOST_OUTPUT = 4096;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  private final Executor workers;
  private final ScheduledExecutorService clock;

  Probing(Executor workers, ScheduledExecutorService clock) {
    this.workers = workers;
    this.clock = clock;
  }

  static List<String> command(ContainerConfig config, Healthcheck check) {
    List<String> words = check.test().subList(1, check.test().size());
    if (check.test().getFirst().equals("CMD")) {
      return words;
    }
    List<String> shell = config.shell().isEmpty() ? SHELL : config.shell();
    return Stream.concat(shell.stream(), words.stream()).toList();
  }

  /** Waits for it, and kills it when its time is over. */
  Probe run(Container container, Run run, Healthcheck check) throws InterruptedException {
    Instant start = Instant.now();
    var request =
        new ExecRequest(
            false,
            true,
            true,
            false,
            null,
            List.of(),
            command(container.config, check),
            false,
            "",
            "",
            null);
    var size = new WindowSize(0, 0);
    String id = Ids.next();
    try {
      KeptExec process =
          run.kept().exec(id, Processes.exec(container, request, size), Documents.write(request));
      return follow(process, start, check);
    } catch (BerthException e) {
      return new Probe(start, Instant.now(), -1, e.getMessage());
    }
  }

  private Probe follow(KeptExec process, Instant start, Healthcheck check)
      throws InterruptedException {
    long nanos = check.timeout() == 0 ? TIMEOUT_NANOS : check.timeout();
    var late = new AtomicBoolean();
    var timer =
        clock.schedule(
            () -> {
              late.set(true);
              process.signal(Signals.KILL);
            },
            nanos,
            TimeUnit.NANOSECONDS);
    var hub = new OutputHub();
    try (ProcessStreams streams = ProcessStreams.of(process);
        OutputClient output = hub.attach(true, true)) {
      List<CompletableFuture<Void>> pumps = streams.pumps(process.id(), hub);
      process
          .exit()
          .thenRunAsync(
              () -> {
                ContainerLife.await(pumps);
                hub.end();
              },
              workers);
      String said = said(output);
      int code = process.exit().join().code();
      return late.get()
          ? new Probe(start, Instant.now(), -1, tooLate(nanos, said))
          : new Probe(start, Instant.now(), code, said);
    } finally {
      timer.cancel(false);
    }
  }

  private static String tooLate(long nanos, String said) {
    String words = "Health check exceeded timeout (" + GoDuration.format(nanos) + ")";
    return said.isEmpty() ? words : words + ": " + said;
  }

  /** All of it is read, and the beginning kept. */
  private static String said(OutputClient output) throws InterruptedException {
    var kept = new ByteArrayOutputStream();
    boolean more = false;
    for (var piece = output.take(); piece != null; piece = output.take()) {
      int room = MOST_OUTPUT - kept.size();
      kept.write(piece.bytes(), 0, Math.min(room, piece.bytes().length));
      more |= piece.bytes().length > room;
    }
    return kept.toString(StandardCharsets.UTF_8) + (more ? "..." : "");
  }
}
