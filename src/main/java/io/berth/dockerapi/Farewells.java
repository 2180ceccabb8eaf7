package io.berth.dockerapi;

import io.berth.container.ContainerRoot;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.security.AccessWatch;
import io.berth.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Streams that last until somebody leaves: attached clients, followed logs, waits, events. When the
 * engine stops they end before the web server does, each with a word to its client; and one whose
 * client may not any more ends then.
 */
@Component
final class Farewells implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Farewells.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int LOOK_MILLIS = 10;
  private static final String STOPPING = "the engine is stopping";
  private static final String NO_ACCESS = "berth: your access has ended";

  private final Containers containers;
  private final ContainerRoot root;
  private final EventBus events;
  private final AccessWatch access;
  private final Set<Stay> stays = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private volatile boolean stopping;

  Farewells(Containers containers, ContainerRoot root, EventBus events, AccessWatch access) {
    this.containers = containers;
    this.root = root;
    this.events = events;
    this.access = access;
  }

  /** One stream; closed when it has ended. */
  final class Stay implements AutoCloseable {

    private final Runnable leave;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AccessWatch.Watch watch;

    private Stay(Caller caller, Runnable leave) {
      this.leave = leave;
      this.watch = access.watch(caller, this::tell);
    }

    private void tell() {
      if (told.compareAndSet(false, true)) {
        Thread.ofVirtual().name("farewell").start(leave);
      }
    }

    @Override
    public void close() {
      watch.close();
      stays.remove(this);
    }
  }

  /** For a stream on the thread of its request. */
  Stay stay(Runnable leave) {
    return stay(Caller.current(), leave);
  }

  /**
   * @param leave ends the stream from another thread; called at most once
   */
  Stay stay(Caller caller, Runnable leave) {
    Stay stay = new Stay(caller, leave);
    stays.add(stay);
    if (stopping) {
      stay.tell();
    }
    return stay;
  }

  /**
   * What becomes of a container.
   *
   * @param again the docker command that goes on with it
   */
  String ofContainer(String ref, String again) {
    if (!stopping) {
      return NO_ACCESS;
    }
    try {
      ContainerView view = Caller.ENGINE.call(() -> containers.inspect(ref, false));
      if (view.state().pid() == 0) {
        return "berth: " + STOPPING;
      }
      return root.stopContainers()
          ? "berth: %s; container %s is stopped with it".formatted(STOPPING, view.name())
          : "berth: %s; container %s goes on running (docker %s %s)"
              .formatted(STOPPING, view.name(), again, view.name());
    } catch (BerthException e) {
      return "berth: " + STOPPING;
    }
  }

  String ofExec() {
    if (!stopping) {
      return NO_ACCESS;
    }
    return "berth: "
        + STOPPING
        + (root.stopContainers() ? "; the process ends with it" : "; the process goes on");
  }

  /** The docker command would take the missing exit code of a process that goes on for 0. */
  void refuseExitCode() {
    if (stopping) {
      throw new Unavailable("no exit code: " + STOPPING);
    }
  }

  /** One line; on a terminal, whose cursor may be anywhere, a line of its own. */
  static String line(String words, boolean terminal) {
    return terminal ? "\r\n" + words + "\r\n" : words + "\n";
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    stopping = true;
    events.publish(new Event("daemon", "shutdown", "berth", Set.of(), Map.of(), Instant.now()));
    events.close();
    stays.forEach(Stay::tell);
    Instant limit = Instant.now().plus(PATIENCE);
    try {
      while (!stays.isEmpty() && Instant.now().isBefore(limit)) {
        Thread.sleep(LOOK_MILLIS);
      }
      if (!stays.isEmpty()) {
        LOG.info("{} clients take no farewell", stays.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running = false;
  }

  /** In the last phase to start and so the first to stop: {@link #getPhase()} is the default. */
  @Override
  public boolean isRunning() {
    return running;
  }
}
