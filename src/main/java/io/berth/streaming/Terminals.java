package io.berth.streaming;

import io.berth.container.Containers;
import io.berth.container.Containers.Attachment;
import io.berth.container.Execs;
import io.berth.container.Execs.ExecRequest;
import io.berth.container.Execs.ExecView;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.security.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The shells that people have opened, also those of an earlier service. One whose person does not
 * come back is hung up.
 */
@Component
final class Terminals implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Terminals.class);

  /** How long a shell waits for its person. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How many looks for shells to hang up make up the patience. */
  private static final int LOOKS = 12;

  /** Nobody types this by accident: a browser's terminal is left by closing it. */
  private static final String DETACH_KEYS = "ctrl-^,ctrl-_,ctrl-^,ctrl-_";

  private static final List<String> SHELL =
      List.of("/bin/sh", "-c", "[ -x /bin/bash ] && exec /bin/bash; exec /bin/sh");

  private final Containers containers;
  private final Execs execs;
  private final Duration patience;
  private final Map<String, Terminal> byExec = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("terminals").factory());
  private volatile boolean running;

  @Autowired
  Terminals(Containers containers, Execs execs) {
    this(containers, execs, PATIENCE);
  }

  Terminals(Containers containers, Execs execs, Duration patience) {
    this.containers = containers;
    this.execs = execs;
    this.patience = patience;
  }

  /** A new shell. */
  Terminal open(String container, String owner, int rows, int columns) {
    String exec =
        execs.create(
            container,
            new ExecRequest(
                true,
                true,
                true,
                true,
                DETACH_KEYS,
                List.of("TERM=xterm-256color"),
                SHELL,
                false,
                "",
                "",
                owner));
    return keep(exec, () -> execs.start(exec, true, rows, columns));
  }

  /** One for each exec, whoever comes first. */
  private Terminal keep(String exec, Supplier<Attachment> streams) {
    return byExec.computeIfAbsent(
        exec,
        _ -> {
          Terminal terminal = new Terminal(execs, exec, streams.get());
          terminal.start(() -> byExec.remove(exec, terminal));
          return terminal;
        });
  }

  /** A shell of this owner in this container, or how it ended. */
  Back back(String container, String exec, String owner) {
    Optional<ExecView> found = find(exec).filter(view -> owner.equals(view.request().owner()));
    if (found.isEmpty()) {
      return new Back(null, Notice.exit(null));
    }
    ExecView view = found.get();
    if (!view.containerId().equals(containers.inspect(container, false).id())) {
      throw new NotFound("no such shell in this container");
    }
    return view.running()
        ? new Back(keep(exec, () -> execs.attach(exec)), null)
        : new Back(null, Notice.exit(view.exitCode()));
  }

  private Optional<ExecView> find(String exec) {
    try {
      return Optional.of(execs.inspect(exec));
    } catch (NotFound e) {
      return Optional.empty();
    }
  }

  /** One of the two. */
  record Back(@Nullable Terminal terminal, @Nullable Notice ended) {}

  @Override
  public void start() {
    running = true;
    execs.owned().forEach(this::keepOn);
    long look = patience.toMillis() / LOOKS;
    clock.scheduleWithFixedDelay(this::hangUpLeft, look, look, TimeUnit.MILLISECONDS);
  }

  /** Whoever opened it was allowed to; who comes back is asked again. */
  private void keepOn(ExecView exec) {
    keep(exec.id(), () -> Caller.ENGINE.call(() -> execs.attach(exec.id())));
  }

  private void hangUpLeft() {
    for (Terminal terminal : byExec.values()) {
      if (terminal.isAloneFor(patience.toNanos()) && byExec.remove(terminal.exec(), terminal)) {
        try {
          LOG.debug("nobody came back to shell {}", terminal.exec());
          execs.hangUp(terminal.exec());
        } catch (BerthException e) {
          LOG.debug("a shell without a person", e);
        }
        terminal.abandon();
      }
    }
  }

  /** The shells go on, for the next service. */
  @Override
  public void stop() {
    running = false;
    clock.shutdownNow();
    List.copyOf(byExec.values()).forEach(Terminal::abandon);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
