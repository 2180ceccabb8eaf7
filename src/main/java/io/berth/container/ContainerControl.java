package io.berth.container;

import io.berth.failure.Conflict;
import io.berth.failure.NotModified;
import io.berth.failure.Unavailable;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What is done to containers that run: signals, stopping, freezing. */
final class ContainerControl {

  private static final int DEFAULT_GRACE_SECONDS = 10;

  /** How long a killed process may take to go; the kernel may hold it in a device's sleep. */
  private static final int KILL_SECONDS = 10;

  private final ContainerLife life;
  private final ContainerStore store;
  private final Announcer announcer;

  ContainerControl(ContainerLife life, ContainerStore store, Announcer announcer) {
    this.life = life;
    this.store = store;
    this.announcer = announcer;
  }

  void stop(Container container, @Nullable Integer timeoutSeconds, @Nullable String signal) {
    if (!end(container, timeoutSeconds, signal, EndRequest.Kind.STOP)) {
      throw new NotModified("Container " + container.id + " is not running");
    }
    announcer.container(container, "stop");
  }

  void restart(Container container, @Nullable Integer timeoutSeconds, @Nullable String signal) {
    restart(container, timeoutSeconds, signal, EndRequest.Kind.RESTART);
  }

  void restartUnhealthy(Container container) {
    restart(container, null, null, EndRequest.Kind.UNHEALTHY);
  }

  private void restart(
      Container container,
      @Nullable Integer timeoutSeconds,
      @Nullable String signal,
      EndRequest.Kind kind) {
    container.staysOnce = true;
    if (end(container, timeoutSeconds, signal, kind)) {
      announcer.container(container, "stop");
    }
    life.start(container);
    announcer.container(container, "restart");
  }

  /**
   * Signals, waits, kills.
   *
   * @param kind when somebody wants it stopped, no policy starts it again
   * @return whether there was anything to stop
   */
  boolean end(
      Container container,
      @Nullable Integer timeoutSeconds,
      @Nullable String signal,
      EndRequest.Kind kind) {
    int number = Signals.parse(signal, stopSignal(container));
    Run run;
    container.lock.lock();
    try {
      if (!container.state.active()) {
        return false;
      }
      if (kind != EndRequest.Kind.ENGINE_STOPPED) {
        container.manuallyStopped = true;
      }
      life.cancelRestart(container);
      run = container.run;
      if (run == null) {
        return true;
      }
      container.endRequest = EndRequest.of(kind, number);
      store.saveState(container);
      deliver(container, run, number);
    } finally {
      container.lock.unlock();
    }
    await(container, run, grace(container, timeoutSeconds));
    return true;
  }

  private static int stopSignal(Container container) {
    return Signals.parse(container.config.stopSignal(), Signals.TERM);
  }

  private static int grace(Container container, @Nullable Integer timeoutSeconds) {
    Integer own = container.config.stopTimeout();
    if (timeoutSeconds != null) {
      return timeoutSeconds;
    }
    return own == null ? DEFAULT_GRACE_SECONDS : own;
  }

  private void await(Container container, Run run, int seconds) {
    if (ended(run, seconds)) {
      return;
    }
    killAfterGrace(container, run);
    if (!ended(run, KILL_SECONDS)) {
      throw new Unavailable("container " + container.id + " does not end, even when killed");
    }
  }

  private void killAfterGrace(Container container, Run run) {
    container.lock.lock();
    try {
      EndRequest asked = container.endRequest;
      if (container.run == run && asked != null && !asked.graceRanOut()) {
        container.endRequest = asked.killed();
        store.saveState(container);
      }
      deliver(container, run, Signals.KILL);
    } finally {
      container.lock.unlock();
    }
  }

  /**
   * @param seconds negative for no limit
   */
  private static boolean ended(Run run, int seconds) {
    try {
      if (seconds < 0) {
        run.over().get();
      } else {
        run.over().get(seconds, TimeUnit.SECONDS);
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while a container was stopping", e);
    }
  }

  void kill(Container container, String ref, @Nullable String signal) {
    int number = Signals.parse(signal, Signals.KILL);
    Run run;
    container.lock.lock();
    try {
      run = container.run;
      if (run == null) {
        throw new Conflict(
            "Cannot kill container: " + ref + ": Container " + container.id + " is not running");
      }
      if (number == Signals.KILL || number == stopSignal(container)) {
        container.manuallyStopped = true;
      }
      EndRequest before = container.endRequest;
      if (before == null || before.yieldsTo(number)) {
        container.endRequest = EndRequest.of(EndRequest.Kind.SIGNAL, number);
      }
      store.saveState(container);
      deliver(container, run, number);
    } finally {
      container.lock.unlock();
    }
    if (number == Signals.KILL && !ended(run, KILL_SECONDS)) {
      throw new Unavailable("container " + container.id + " does not end, even when killed");
    }
  }

  /** Ends a container at once; nobody is told that it was stopped. */
  void killForRemoval(Container container) {
    Run run = container.run;
    if (run != null) {
      container.manuallyStopped = true;
      signal(container, run, Signals.KILL);
      if (!ended(run, KILL_SECONDS)) {
        throw new Conflict("Could not kill running container " + container.id + ", cannot remove");
      }
    }
  }

  private void signal(Container container, Run run, int number) {
    container.lock.lock();
    try {
      deliver(container, run, number);
    } finally {
      container.lock.unlock();
    }
  }

  /** Called with the lock held. A frozen process hears of its end only when it thaws. */
  private void deliver(Container container, Run run, int number) {
    run.kept().signal(number);
    boolean ending = number == Signals.KILL || number == stopSignal(container);
    if (ending && container.state instanceof ContainerState.Paused) {
      run.kept().resume();
      container.state = container.state.resuming(container.id);
    }
    announcer.container(container, "kill", Map.of("signal", Integer.toString(number)));
  }

  void pause(Container container) {
    container.lock.lock();
    try {
      ContainerState paused = container.state.pausing(container.id);
      requireRun(container).kept().pause();
      change(container, paused, "pause");
    } finally {
      container.lock.unlock();
    }
  }

  void unpause(Container container) {
    container.lock.lock();
    try {
      ContainerState running = container.state.resuming(container.id);
      requireRun(container).kept().resume();
      change(container, running, "unpause");
    } finally {
      container.lock.unlock();
    }
  }

  private void change(Container container, ContainerState state, String action) {
    container.state = state;
    store.saveState(container);
    announcer.container(container, action);
  }

  static Run requireRun(Container container) {
    Run run = container.run;
    if (run == null) {
      throw new Conflict("Container " + container.id + " is not running");
    }
    return run;
  }
}
