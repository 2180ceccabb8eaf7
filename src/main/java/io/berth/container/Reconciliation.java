package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.keeper.Keeper;
import io.berth.keeper.KeptRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the stored containers against the keeper's runs. A run that is alive goes on; one that
 * ended while no service was there is dealt with as any end, with its true status; a container that
 * is stored as running and has no run ended with the keeper's memory of it.
 */
final class Reconciliation {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final ContainerRegistry registry;
  private final Keeper keeper;
  private final Launcher launcher;
  private final ContainerLife life;
  private final ExecService execs;
  private final Remover remover;

  Reconciliation(
      ContainerRegistry registry,
      Keeper keeper,
      Launcher launcher,
      ContainerLife life,
      ExecService execs,
      Remover remover) {
    this.registry = registry;
    this.keeper = keeper;
    this.launcher = launcher;
    this.life = life;
    this.execs = execs;
    this.remover = remover;
  }

  /**
   * Every network is taken back before any end is dealt with: that gives addresses away.
   *
   * @return the containers that their policy wants started now
   */
  List<Container> run() {
    Map<String, KeptRun> runs = new HashMap<>();
    keeper.runs().forEach(run -> runs.put(run.id(), run));
    List<Container> all = registry.all();
    Map<Container, Run> taken = new HashMap<>();
    for (Found found : theLivingFirst(all, runs)) {
      runs.remove(found.run.id());
      each(
          found.container,
          () -> taken.put(found.container, launcher.takeOver(found.container, found.run)));
    }
    List<Container> again = new ArrayList<>();
    for (Container container : all) {
      if (!taken.containsKey(container)) {
        each(container, () -> withoutRun(container, runs.remove(container.id), again));
      }
    }
    runs.values().forEach(Reconciliation::release);
    launcher.sweep();
    taken.forEach((container, run) ->
        each(
            container,
            () -> {
              launcher.mend(container, run);
              life.takeOver(container, run);
              execs.takeOver(container, run.kept());
            }));
    return again;
  }

  private record Found(Container container, KeptRun run) {}

  private static List<Found> theLivingFirst(List<Container> all, Map<String, KeptRun> runs) {
    List<Found> wanted = new ArrayList<>();
    for (Container container : all) {
      KeptRun run = runs.get(container.id);
      if (run != null && isWanted(container, run)) {
        wanted.add(new Found(container, run));
      }
    }
    wanted.sort(Comparator.comparing(found -> found.run.exit().isDone()));
    return wanted;
  }

  /** What goes wrong with one is no reason to leave the others alone. */
  private static void each(Container container, Runnable task) {
    container.lock.lock();
    try {
      task.run();
    } catch (BerthException e) {
      LOG.error("container {}: {}", container.id, e.getMessage());
    } finally {
      container.lock.unlock();
    }
  }

  private void withoutRun(Container container, @Nullable KeptRun unwanted, List<Container> again) {
    if (unwanted != null) {
      release(unwanted);
    }
    withoutRun(container);
    if (!container.forgotten && RestartPolicies.atEngineStart(container)) {
      again.add(container);
    }
  }

  private void withoutRun(Container container) {
    boolean gone =
        container.state instanceof ContainerState.Removing
            || container.state.active() && container.hostConfig.autoRemove();
    if (gone) {
      remover.forget(container, true);
      return;
    }
    if (container.state.active()) {
      container.state = container.state.afterCrash(Instant.now());
      if (RestartPolicies.atEngineStart(container)) {
        container.state = new ContainerState.Restarting(container.state.facts());
      }
      registry.store().saveState(container);
    }
  }

  private static boolean isWanted(Container container, KeptRun run) {
    return !(container.state instanceof ContainerState.Removing) && !isDealtWith(container, run);
  }

  /** Its end was stored, and only the release is missing. */
  private static boolean isDealtWith(Container container, KeptRun run) {
    Instant started = container.state.facts().startedAt();
    return !container.state.alive()
        && started != null
        && run.exit().isDone()
        && started.equals(run.startedAt().truncatedTo(ChronoUnit.MICROS));
  }

  private static void release(KeptRun run) {
    LOG.info("run of {}, which no container wants any more, is removed", run.id());
    try {
      run.release();
    } catch (BerthException e) {
      LOG.error("clean-up of {}: {}", run.id(), e.getMessage());
    }
  }
}
