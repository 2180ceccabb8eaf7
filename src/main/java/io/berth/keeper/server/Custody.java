package io.berth.keeper.server;

import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.keeper.Job;
import io.berth.keeper.wire.Message;
import io.berth.log.LogAppender;
import io.berth.runtime.ContainerProcess;
import io.berth.runtime.ContainerRuntime;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.ProcessSpec;
import io.berth.runtime.RunningContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** All runs that the keeper keeps. Thread-safe. */
final class Custody implements AutoCloseable {

  /** How long output may go on after the end, held open by a process outside the container. */
  private static final long DRAIN_MILLIS = 2000;

  private final Path directory;
  private final ContainerRuntime runtime;
  private final Consumer<Message.Event> events;
  private final OutputPump pump = new OutputPump();
  private final Map<String, HeldRun> runs = new ConcurrentHashMap<>();
  private final Set<String> launching = ConcurrentHashMap.newKeySet();
  private final ExecutorService endings =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("berth-end-", 0).factory());

  Custody(Path directory, ContainerRuntime runtime, Consumer<Message.Event> events) {
    this.directory = directory;
    this.runtime = runtime;
    this.events = events;
  }

  /** Takes over what an earlier keeper left, and removes what it left half-made. */
  void takeOver() {
    for (RunFolder folder : RunFolder.in(directory)) {
      Optional<RunRecord> record = folder.run();
      if (record.isEmpty() || !adopt(folder, record.get())) {
        folder.delete();
      }
    }
    runtime.sweep(runs.keySet());
  }

  private boolean adopt(RunFolder folder, RunRecord record) {
    try {
      Job job = record.job();
      Optional<RunningContainer> container =
          runtime.adopt(job.spec(), record.placed(), Optional.empty());
      container.ifPresent(taken -> {
        HeldRun kept = new HeldRun(taken, folder, record, pump, log(job));
        folder.execs().forEach(exec -> adopt(kept, exec));
        keep(kept);
      });
      return container.isPresent();
    } catch (BerthException e) {
      System.err.println("run in " + folder.path() + " cannot be taken over: " + e.getMessage());
      return false;
    }
  }

  private void adopt(HeldRun kept, ExecRecord record) {
    try {
      ContainerProcess process = kept.container().adoptExec(record.pid(), record.startTicks());
      keep(kept, new HeldExec(record.id(), process, record.memo(), true));
    } catch (BerthException e) {
      kept.folder().forgetExec(record.id());
    }
  }

  /**
   * Launches a run, or finds the one that is alive.
   *
   * @param network called while the first process waits, when the service configures its network
   * @param ready called before the program is executed; waits until the network is configured
   * @param tap when present, gets a tap that misses nothing
   */
  HeldRun launch(Job job, Consumer<Path> network, Runnable ready, Optional<Consumer<Bundle>> tap) {
    String id = job.spec().id();
    RunFolder folder = new RunFolder(directory.resolve(id));
    if (!folder.path().equals(job.spec().streams())) {
      throw new InvalidRequest("streams of container " + id + " belong into " + folder.path());
    }
    if (!launching.add(id)) {
      throw new Conflict("container " + id + " is being started");
    }
    try {
      HeldRun known = runs.get(id);
      if (known != null) {
        known.requireAlive();
        tap.ifPresent(taker -> taker.accept(known.tap()));
        return known;
      }
      return launch(job, folder, network, ready, tap);
    } finally {
      synchronized (launching) {
        launching.remove(id);
        launching.notifyAll();
      }
    }
  }

  /** Returns when no launch is under way. */
  void awaitLaunches() {
    synchronized (launching) {
      while (!launching.isEmpty()) {
        try {
          launching.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private HeldRun launch(
      Job job,
      RunFolder folder,
      Consumer<Path> network,
      Runnable ready,
      Optional<Consumer<Bundle>> tap) {
    Optional<LogAppender> log = log(job);
    folder.make();
    try {
      Placing placing = new Placing(job, folder, network, ready);
      RunningContainer container = runtime.launch(job.spec(), placing);
      HeldRun kept = new HeldRun(container, folder, placing.record(), pump, log);
      tap.ifPresent(taker -> taker.accept(kept.tap()));
      keep(kept);
      return kept;
    } catch (RuntimeException e) {
      log.ifPresent(Custody::closeQuietly);
      folder.delete();
      throw e;
    }
  }

  private static Optional<LogAppender> log(Job job) {
    return job.log()
        .map(place -> {
          try {
            return LogAppender.open(
                place.directory(), new LogAppender.Options(place.maxFileBytes(), place.maxFiles()));
          } catch (IOException e) {
            throw new Unavailable("log of container " + job.spec().id() + ": " + e.getMessage(), e);
          }
        });
  }

  private static void closeQuietly(LogAppender log) {
    try {
      log.close();
    } catch (IOException e) {
      System.err.println("a log cannot be closed: " + e);
    }
  }

  private void keep(HeldRun kept) {
    runs.put(kept.job().spec().id(), kept);
    kept.carry();
    kept.container().init().exit().thenAcceptAsync(exit -> ended(kept, exit), endings);
  }

  private void ended(HeldRun kept, ExitStatus exit) {
    String id = kept.job().spec().id();
    events.accept(new Message.Ended(id, "", kept.ended(exit)));
    if (kept.job().spec().namespaces().pid()) {
      kept.container().close(); // its other processes would live on and hold the output open
    }
    try {
      kept.outputEnded().get(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // what is written from now on is lost
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
    kept.drained();
    events.accept(new Message.Drained(id));
  }

  /**
   * @param bundle made before the exec's end could close what it duplicates
   */
  record Started(HeldExec exec, Bundle bundle) {}

  /** Starts an exec, or finds the one that is alive. */
  Started exec(String container, String id, ProcessSpec spec, String memo) {
    HeldRun kept = find(container);
    HeldExec known = kept.execs().get(id);
    if (known != null) {
      return new Started(known, known.bundle());
    }
    ContainerProcess process = process(kept, id, spec, memo);
    HeldExec exec = new HeldExec(id, process, memo, spec.discardOutput() && !spec.terminal());
    Bundle bundle = exec.bundle();
    keep(kept, exec);
    return new Started(exec, bundle);
  }

  private static ContainerProcess process(HeldRun kept, String id, ProcessSpec spec, String memo) {
    RunFolder folder = kept.folder();
    try {
      return kept.container()
          .exec(
              spec,
              at ->
                  folder.write(
                      new ExecRecord(id, at.pid(), at.startTicks(), spec.terminal(), memo)));
    } catch (RuntimeException e) {
      folder.forgetExec(id);
      throw e;
    }
  }

  private void keep(HeldRun kept, HeldExec exec) {
    kept.execs().put(exec.id(), exec);
    exec.process().exit().thenAcceptAsync(status -> ended(kept, exec, status), endings);
  }

  private void ended(HeldRun kept, HeldExec exec, ExitStatus status) {
    kept.execs().remove(exec.id());
    events.accept(new Message.Ended(kept.job().spec().id(), exec.id(), status));
    kept.folder().forgetExec(exec.id());
    exec.close(pump);
  }

  HeldRun find(String id) {
    HeldRun kept = runs.get(id);
    if (kept == null) {
      throw new NotFound("no such run: " + id);
    }
    return kept;
  }

  Collection<HeldRun> runs() {
    return runs.values();
  }

  boolean keeps(String id) {
    return runs.containsKey(id) || launching.contains(id);
  }

  boolean isIdle() {
    return runs.isEmpty() && launching.isEmpty();
  }

  OutputPump pump() {
    return pump;
  }

  void release(String id) {
    HeldRun kept = runs.get(id);
    if (kept != null) {
      kept.release();
      runs.remove(id);
    }
  }

  /** Nobody is connected: what execs write goes nowhere until somebody takes it again. */
  void drainExecs() {
    runs.values().forEach(kept -> kept.execs().values().forEach(exec -> exec.drain(pump)));
  }

  @Override
  public void close() {
    pump.close();
    endings.shutdown();
    runtime.close();
  }
}
