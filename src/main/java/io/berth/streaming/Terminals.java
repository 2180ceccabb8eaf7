package io.berth.streaming;

import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.container.Containers.AttachRequest;
import io.berth.container.Containers.Attachment;
import io.berth.container.Execs;
import io.berth.container.Execs.ExecRequest;
import io.berth.container.Execs.ExecView;
import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
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
 * The terminals that people have opened, also those of an earlier service. One whose person does
 * not come back is hung up.
 */
@Component
final class Terminals implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Terminals.class);

  /** How long one waits in which nobody has typed. */
  private static final Duration UNUSED = Duration.ofMinutes(1);

  /** How many looks for terminals to hang up make up the shorter wait. */
  private static final int LOOKS = 12;

  /** Nobody types this by accident: a browser's terminal is left by closing it. */
  private static final String DETACH_KEYS = "ctrl-^,ctrl-_,ctrl-^,ctrl-_";

  private final Containers containers;
  private final Execs execs;
  private final Duration patience;
  private final Duration unused;
  private final Map<String, Terminal> open = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("terminals").factory());
  private volatile boolean running;

  @Autowired
  Terminals(Containers containers, Execs execs, TerminalProperties properties) {
    this(containers, execs, properties.patience());
  }

  Terminals(Containers containers, Execs execs, Duration patience) {
    this.containers = containers;
    this.execs = execs;
    this.patience = patience;
    this.unused = patience.compareTo(UNUSED) < 0 ? patience : UNUSED;
  }

  /**
   * What to open.
   *
   * @param shell a program's path; empty for the best that the container has
   * @param user empty for the container's own
   * @param directory empty for the container's own
   */
  record Wish(String container, String owner, String shell, String user, String directory) {}

  /** A new shell. */
  Terminal open(Wish wish, int rows, int columns) {
    String container = containers.inspect(wish.container(), false).id();
    String shell = wish.shell().isEmpty() ? bestShell(container) : wish.shell();
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
                List.of(shell),
                false,
                wish.user(),
                wish.directory(),
                wish.owner()));
    return keep(
        exec,
        new TerminalProcess.Shell(execs, exec, container),
        () -> execs.start(exec, true, rows, columns));
  }

  private String bestShell(String container) {
    List<String> found = execs.shells(container);
    if (found.isEmpty()) {
      throw new NotFound(
          "this container has no shell: none of bash, zsh, fish, ash, sh and dash is in its usual"
              + " places. Its main process can still be attached to, and its files be read");
    }
    return found.getFirst();
  }

  /** One for each key, whoever comes first. */
  private Terminal keep(String key, TerminalProcess process, Supplier<Attachment> streams) {
    return open.computeIfAbsent(
        key,
        _ -> {
          Terminal terminal = new Terminal(process, streams.get());
          terminal.start(() -> open.remove(key, terminal));
          return terminal;
        });
  }

  /** One that runs already, perhaps since an earlier service. */
  private Terminal keep(ExecView exec) {
    return keep(
        exec.id(),
        new TerminalProcess.Shell(execs, exec.id(), exec.containerId()),
        () -> execs.attach(exec.id()));
  }

  /** A terminal of this owner in this container, or how it ended. */
  Back back(String container, String id, String owner) {
    String containerId = containers.inspect(container, false).id();
    if (id.equals(TerminalProcess.Main.ID)) {
      return new Back(main(containerId, owner), null);
    }
    Optional<ExecView> found = find(id).filter(view -> owner.equals(view.request().owner()));
    if (found.isEmpty()) {
      return new Back(null, Notice.exit(null));
    }
    ExecView view = found.get();
    if (!view.containerId().equals(containerId)) {
      throw new NotFound("no such shell in this container");
    }
    return view.running()
        ? new Back(keep(view), null)
        : new Back(null, Notice.exit(view.exitCode()));
  }

  private Terminal main(String container, String owner) {
    if (containers.inspect(container, false).state().status() != Status.RUNNING) {
      throw new Conflict("this container does not run: start it, then attach to it");
    }
    var request = new AttachRequest(true, true, true, false, true, DETACH_KEYS);
    return keep(
        "main " + container + " " + owner,
        new TerminalProcess.Main(containers, container),
        () -> containers.attach(container, request));
  }

  /** One that its owner shares. */
  Terminal shared(String container, String shareId) {
    String containerId = containers.inspect(container, false).id();
    return open.values().stream()
        .filter(terminal -> terminal.isSharedAs(shareId))
        .filter(terminal -> terminal.process().containerId().equals(containerId))
        .findAny()
        .orElseThrow(
            () -> new NotFound("this terminal is not shared any more: ask for another link"));
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
    long look = unused.toMillis() / LOOKS;
    clock.scheduleWithFixedDelay(this::hangUpLeft, look, look, TimeUnit.MILLISECONDS);
  }

  /** Whoever opened it was allowed to; who comes back is asked again. */
  private void keepOn(ExecView exec) {
    try {
      Caller.ENGINE.call(() -> keep(exec)).setUsed();
    } catch (BerthException e) {
      LOG.warn("terminal {} waits for its person: {}", exec.id(), e.getMessage());
    }
  }

  private void hangUpLeft() {
    open.forEach((key, terminal) -> {
      if (terminal.isLeft(patience.toNanos(), unused.toNanos()) && open.remove(key, terminal)) {
        LOG.debug("nobody came back to terminal {}", key);
        terminal.process().hangUp();
        terminal.abandon();
      }
    });
  }

  /** The processes go on, for the next service. */
  @Override
  public void stop() {
    running = false;
    clock.shutdownNow();
    List.copyOf(open.values()).forEach(Terminal::abandon);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
