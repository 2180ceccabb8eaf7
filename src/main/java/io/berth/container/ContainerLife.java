package io.berth.container;

import io.berth.container.Containers.WaitCondition;
import io.berth.container.Containers.WaitResult;
import io.berth.failure.BerthException;
import io.berth.failure.CannotExecute;
import io.berth.failure.Unavailable;
import io.berth.keeper.KeptRun;
import io.berth.runtime.ExitStatus;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of a container's life: start, end, start again.
 *
 * <p>At an end, things happen in this order: output drained, log sealed, attached clients ended,
 * state stored, the run released, waiters told, {@code die} published; then removal or the next
 * start. The keeper knows of a run until its end is stored.
 */
final class ContainerLife {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerLife.class);

  /** How long output may go on after the end, held open by a process outside the container. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final ContainerStore store;
  private final Announcer announcer;
  private final Launcher launcher;
  private final ContainerLogs logs;
  private final Remover remover;
  private final HealthMonitor health;
  private final ExecutorService workers;
  private final ScheduledExecutorService clock;
  private volatile boolean closing;

  ContainerLife(
      ContainerStore store,
      Announcer announcer,
      Launcher launcher,
      ContainerLogs logs,
      Remover remover,
      HealthMonitor health,
      ExecutorService workers,
      ScheduledExecutorService clock) {
    this.store = store;
    this.announcer = announcer;
    this.launcher = launcher;
    this.logs = logs;
    this.remover = remover;
    this.health = health;
    this.workers = workers;
    this.clock = clock;
  }

  /** From now on nothing is started again. */
  void close() {
    closing = true;
  }

  /** A start that somebody asked for. */
  void start(Container container) {
    container.lock.lock();
    try {
      container.state.requireStartable(container.id);
      requireOpen();
      container.writes.requireNone(container.id);
      cancelRestart(container);
      container.asStartedByUser();
      launch(container);
    } finally {
      container.lock.unlock();
    }
  }

  private void requireOpen() {
    if (closing) {
      throw new Unavailable("the engine is shutting down");
    }
  }

  private void startAgain(Container container) {
    container.lock.lock();
    try {
      if (container.state instanceof ContainerState.Restarting && !closing) {
        container.restart = null;
        container.restartCount++;
        launch(container);
      }
    } catch (BerthException e) {
      LOG.warn("container {} was not restarted: {}", container.id, e.getMessage());
    } finally {
      container.lock.unlock();
    }
  }

  /** A start by policy when the engine itself has started. */
  void startWithEngine(Container container) {
    container.lock.lock();
    try {
      if (container.state instanceof ContainerState.Restarting) {
        startAgain(container);
      } else if (!container.state.active() && !closing) {
        launch(container);
      }
    } catch (BerthException e) {
      LOG.warn("container {} was not started: {}", container.id, e.getMessage());
    } finally {
      container.lock.unlock();
    }
  }

  private void launch(Container container) {
    Run run;
    try {
      container.writes.requireNone(container.id);
      run = launcher.launch(container);
    } catch (RuntimeException e) {
      throw failed(container, e);
    }
    container.endRequest = null;
    begun(container, run);
    store.saveState(container);
    announcer.networks(container, "connect");
    announcer.container(container, "start");
  }

  /**
   * Goes on with a run that an earlier service launched, which may have ended meanwhile. Called
   * with the lock held.
   */
  void takeOver(Container container, Run run) {
    switch (container.state) {
      case ContainerState.Restarting _ -> container.restartCount++; // the run is that restart
      case ContainerState.Created _, ContainerState.Exited _ -> container.asStartedByUser();
      case ContainerState.Running _, ContainerState.Paused _, ContainerState.Removing _ -> {}
    }
    forgetEarlierRequest(container, run);
    begun(container, run);
    if (run.kept().isPaused()) {
      container.state = container.state.pausing(container.id);
    }
    store.saveState(container);
  }

  private static void forgetEarlierRequest(Container container, Run run) {
    EndRequest asked = container.endRequest;
    if (asked != null && asked.at().isBefore(run.startedAt())) {
      container.endRequest = null;
    }
  }

  private void begun(Container container, Run run) {
    KeptRun kept = run.kept();
    container.run = run;
    container.state = container.state.started(kept.pid(), kept.startedAt());
    container.stdin().complete(stdin(container, kept));
    health.begun(container, run);
    kept.exit().thenRunAsync(container.output::lift, workers);
    // the end waits for the lock, which is held until the start has been told
    kept.drained().thenAcceptAsync(exit -> ended(container, run, exit), workers);
  }

  private static Optional<OutputStream> stdin(Container container, KeptRun kept) {
    if (!container.config.openStdin() && !container.config.tty()) {
      return Optional.empty();
    }
    try {
      return kept.stdin().map(fd -> new Stdin(fd, kept::closeStdin));
    } catch (BerthException e) {
      LOG.error("stdin of container {}: {}", container.id, e.getMessage());
      return Optional.empty();
    }
  }

  private BerthException failed(Container container, RuntimeException cause) {
    BerthException failure = explain(container, cause);
    int code = failure instanceof CannotExecute cannot ? cannot.exitCode() : 128;
    container.state = container.state.failed(code, failure.getMessage());
    store.saveState(container);
    logs.end(container);
    container.renewStdin();
    container.output.end();
    tellExit(container, new WaitResult(code, null));
    if (container.hostConfig.autoRemove()) {
      remover.forget(container, true);
    }
    return failure;
  }

  private static BerthException explain(Container container, RuntimeException cause) {
    return switch (cause) {
      case CannotExecute e ->
          new CannotExecute(
              e.exitCode(),
              "failed to create task for container: unable to start container process: "
                  + e.getMessage());
      case BerthException e -> e;
      default -> {
        LOG.error("start of container {} failed", container.id, cause);
        yield new Unavailable("start of container failed: " + cause, cause);
      }
    };
  }

  private void tellExit(Container container, WaitResult result) {
    container.waiters.complete(WaitCondition.NEXT_EXIT, result);
    if (!container.state.active()) {
      container.waiters.complete(WaitCondition.NOT_RUNNING, result);
    }
  }

  private void ended(Container container, Run run, ExitStatus exit) {
    try {
      drain(container, run);
    } catch (RuntimeException e) {
      LOG.error("end of container {}", container.id, e);
    }
    container.lock.lock();
    try {
      container.run = null;
      HealthMonitor.ended(container);
      container.execs.values().forEach(Exec::containerEnded);
      boolean again = !closing && RestartPolicies.again(container, exit.code());
      boolean removed = !again && container.hostConfig.autoRemove() && !container.staysOnce;
      container.state = container.state.ended(exit, again);
      if (!removed) { // else a crash before the removal leaves it running, which removes it as well
        store.saveState(container);
      }
      giveBack(container, run);
      if (exit.oomKilled()) {
        announcer.container(container, "oom");
      }
      tellExit(container, container.result());
      var end = ContainerEnd.of(container, exit, again);
      announcer.container(
          container, "die", Map.of("exitCode", Integer.toString(exit.code())), end.facts());
      announcer.networks(container, "disconnect");
      if (again) {
        planRestart(container, Duration.between(run.startedAt(), exit.at()));
      } else if (removed) {
        remover.forget(container, true);
      }
    } catch (RuntimeException e) {
      LOG.error("end of container {}", container.id, e);
    } finally {
      container.lock.unlock();
      run.over().complete(null);
    }
  }

  private void drain(Container container, Run run) {
    await(List.of(run.output().pumped()));
    run.output().end();
    logs.end(container);
    closeStdin(container);
    container.renewStdin();
    List<OutputClient> clients = container.output.end();
    try {
      for (OutputClient client : clients) {
        client.awaitSent(DRAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeStdin(Container container) {
    container.stdin().thenAccept(stdin -> stdin.ifPresent(ContainerLife::closeQuietly));
  }

  static void await(List<CompletableFuture<Void>> pumps) {
    try {
      CompletableFuture.allOf(pumps.toArray(CompletableFuture[]::new))
          .get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.debug("output goes on after the end");
    } catch (InterruptedException | ExecutionException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("close: {}", e.toString());
    }
  }

  /** The address last: as long as the keeper knows of the run, it is the run's. */
  private void giveBack(Container container, Run run) {
    try {
      run.kept().release();
    } catch (RuntimeException e) {
      LOG.error("clean-up of container {}", container.id, e);
    }
    try {
      run.network().close();
    } catch (RuntimeException e) {
      LOG.error("network of container {}", container.id, e);
    }
  }

  private void planRestart(Container container, Duration ran) {
    container.backoffMillis = RestartPolicies.nextBackoff(container.backoffMillis, ran);
    container.restart =
        clock.schedule(
            () -> workers.execute(() -> startAgain(container)),
            container.backoffMillis,
            TimeUnit.MILLISECONDS);
  }

  /** Called with the lock held. */
  void cancelRestart(Container container) {
    if (container.restart != null) {
      container.restart.cancel(false);
      container.restart = null;
    }
    if (container.state instanceof ContainerState.Restarting(ContainerState.Facts facts)) {
      container.state = new ContainerState.Exited(facts);
      store.saveState(container);
      tellExit(container, container.result());
    }
  }
}
