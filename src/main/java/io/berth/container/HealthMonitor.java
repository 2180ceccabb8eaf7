package io.berth.container;

import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.container.Health.Probe;
import io.berth.container.Health.Status;
import io.berth.failure.BerthException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the health checks of the containers that run, each again some time after its last one was
 * over, and notes what they say. One that is paused is not looked at.
 */
final class HealthMonitor {

  private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long START_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Announcer announcer;
  private final Probing probing;
  private final Executor workers;
  private final ScheduledExecutorService clock;
  private volatile Consumer<Container> remedy = _ -> {};

  HealthMonitor(Announcer announcer, Executor workers, ScheduledExecutorService clock) {
    this.announcer = announcer;
    this.probing = new Probing(workers, clock);
    this.workers = workers;
    this.clock = clock;
  }

  /** What is done to one that became unhealthy and has {@link Health#RESTART_LABEL}. */
  void healBy(Consumer<Container> how) {
    remedy = how;
  }

  /** Called with the lock held. */
  void begun(Container container, Run run) {
    Healthcheck check = container.config.healthcheck();
    container.health = null;
    if (check != null && !ConfigRules.none(check)) {
      container.health = Health.starting();
      plan(container, run, check);
    }
  }

  /** Called with the lock held. */
  static void ended(Container container) {
    Health health = container.health;
    container.health = health == null ? null : health.over();
  }

  private void plan(Container container, Run run, Healthcheck check) {
    Runnable work = () -> workers.execute(() -> look(container, run, check));
    try {
      clock.schedule(work, wait(container, run, check), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the engine is shutting down");
    }
  }

  private static long wait(Container container, Run run, Healthcheck check) {
    Health health = container.health;
    boolean starting =
        health != null
            && health.status() == Status.STARTING
            && age(run).toNanos() < check.startPeriod();
    return starting
        ? or(check.startInterval(), START_INTERVAL_NANOS)
        : or(check.interval(), INTERVAL_NANOS);
  }

  private static Duration age(Run run) {
    return Duration.between(run.startedAt(), Instant.now());
  }

  private static long or(long nanos, long usual) {
    return nanos == 0 ? usual : nanos;
  }

  private void look(Container container, Run run, Healthcheck check) {
    if (container.run != run) {
      return;
    }
    try {
      if (container.state instanceof ContainerState.Running
          && note(container, run, check, probing.run(container, run, check))
          && Boolean.parseBoolean(container.config.labels().get(Health.RESTART_LABEL))) {
        remedy.accept(container);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (BerthException e) {
      LOG.warn("health of container {}: {}", container.id, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("health of container {}", container.id, e);
    }
    if (container.run == run) {
      plan(container, run, check);
    }
  }

  /** Whether it became unhealthy by it. */
  private boolean note(Container container, Run run, Healthcheck check, Probe probe) {
    container.lock.lock();
    try {
      Health before = container.health;
      boolean looksStill = container.state instanceof ContainerState.Running;
      if (container.run != run || before == null || !looksStill) {
        return false;
      }
      Duration ran = Duration.between(run.startedAt(), probe.start());
      Health after = before.after(probe, check, ran);
      container.health = after;
      boolean changed = after.status() != before.status();
      if (changed) {
        announcer.container(container, "health_status: " + after.status().word());
      }
      return changed && after.status() == Status.UNHEALTHY;
    } finally {
      container.lock.unlock();
    }
  }
}
