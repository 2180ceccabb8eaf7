package io.berth.bin;

import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * The compartments together, and the clock of the bin. It sleeps until the next stay is over, or
 * for as long as anything that comes meanwhile will stay, so nobody has to wake it.
 */
@Service
final class BinService implements Bin, SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(BinService.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final List<Compartment> compartments;
  private final BinProperties properties;
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("bin").factory());
  private volatile boolean running;

  BinService(List<Compartment> compartments, BinProperties properties) {
    this.compartments = List.copyOf(compartments);
    this.properties = properties;
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private record Found(Compartment compartment, BinItem item) {}

  @Override
  public List<BinItem> list() {
    return compartments.stream()
        .flatMap(compartment -> compartment.items().stream())
        .sorted(Comparator.comparing((BinItem item) -> item.stay().since()).reversed())
        .toList();
  }

  @Override
  public BinItem find(String id) {
    return found(id).item();
  }

  private Found found(String id) {
    for (Compartment compartment : compartments) {
      Optional<BinItem> item =
          compartment.items().stream().filter(one -> one.id().equals(id)).findFirst();
      if (item.isPresent()) {
        return new Found(compartment, item.get());
      }
    }
    throw new NotFound(
        "nothing in the bin has the id "
            + id
            + ": it came back, was deleted, or its time was over");
  }

  @Override
  public long size(String id) {
    return found(id).compartment().size(id);
  }

  @Override
  public Restored restore(String id) {
    return found(id).compartment().restore(id);
  }

  @Override
  public void delete(String id) {
    found(id).compartment().delete(id);
    compartments.forEach(Compartment::collect);
  }

  @Override
  public void start() {
    running = true;
    clock.execute(this::look);
  }

  private void look() {
    Caller.ENGINE.call(() -> {
      letGo();
      return this;
    });
  }

  private void letGo() {
    Duration sleep = AGAIN;
    try {
      Instant now = Instant.now();
      list().stream().filter(item -> !item.stay().until().isAfter(now)).forEach(this::expire);
      sleep = untilNext(now);
    } catch (RuntimeException e) {
      LOG.error("the bin could not be looked through", e);
    } finally {
      if (running) {
        clock.schedule(this::look, sleep.toMillis() + 1, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void expire(BinItem item) {
    try {
      delete(item.id());
      LOG.info("{} {} left the bin for good", item.kind().word(), item.name());
    } catch (NotFound e) {
      // came back just now
    } catch (BerthException e) {
      LOG.warn("{} {} stays in the bin: {}", item.kind().word(), item.name(), e.getMessage());
    }
  }

  private Duration untilNext(Instant now) {
    Duration stays = properties.isOn() ? properties.keep() : LONGEST;
    Duration longest = stays.compareTo(LONGEST) < 0 ? stays : LONGEST;
    Instant next =
        list().stream()
            .map(item -> item.stay().until())
            .min(Comparator.naturalOrder())
            .filter(until -> until.isBefore(now.plus(longest)))
            .orElse(now.plus(longest));
    Duration left = Duration.between(now, next);
    return left.isPositive() ? left : AGAIN;
  }

  @Override
  public void stop() {
    running = false;
    clock.shutdown(); // an interrupt could close the database's file
    try {
      if (!clock.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("the bin is still being emptied");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the containers are taken over, and before the web servers start. */
  @Override
  public int getPhase() {
    return 1;
  }
}
