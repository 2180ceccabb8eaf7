package io.berth.container;

import io.berth.container.Containers.Attachment;
import io.berth.failure.BerthException;
import io.berth.failure.CannotExecute;
import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.keeper.KeptExec;
import io.berth.keeper.KeptRun;
import io.berth.log.ContainerLog;
import io.berth.recording.Recording;
import io.berth.recording.Recordings;
import io.berth.recording.Session;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.ProcessSpec.WindowSize;
import io.berth.security.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Further processes in running containers. */
final class ExecService implements Execs {

  /** How long a finished exec can still be asked for its exit code. */
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  private static final int MOST_REMEMBERED = 1000;

  /** How long a process may take to end after its terminal has gone. */
  private static final int HANG_UP_SECONDS = 10;

  /** Between two looks for execs to forget. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final ContainerRegistry registry;
  private final Announcer announcer;
  private final ExecutorService workers;
  private final HostPolicy policy;
  private final Recordings recordings;
  private final Map<String, Exec> execs = new ConcurrentHashMap<>();
  private volatile Instant nextLook = Instant.EPOCH;

  ExecService(
      ContainerRegistry registry,
      Announcer announcer,
      ExecutorService workers,
      HostPolicy policy,
      Recordings recordings) {
    this.registry = registry;
    this.announcer = announcer;
    this.workers = workers;
    this.policy = policy;
    this.recordings = recordings;
  }

  @Override
  public String create(String containerRef, ExecRequest request) {
    Container container = registry.find(containerRef);
    policy.requireMayExec(container, request);
    requireRunning(container);
    check(request);
    forgetOld(container);
    Exec exec = new Exec(Ids.next(), container, request);
    register(exec);
    announce("exec_create: " + String.join(" ", request.cmd()), exec, Map.of());
    return exec.id;
  }

  private static void requireRunning(Container container) {
    switch (container.state) {
      case ContainerState.Running _ -> {}
      case ContainerState.Paused _ ->
          throw new Conflict(
              "Container " + container.name + " is paused, unpause the container before exec");
      case ContainerState.Restarting _ ->
          throw new Conflict(
              "Container "
                  + container.name
                  + " is restarting, wait until the container is running");
      case ContainerState.Created _, ContainerState.Exited _, ContainerState.Removing _ ->
          throw new Conflict("Container " + container.id + " is not running");
    }
  }

  private static void check(ExecRequest request) {
    if (request.cmd().isEmpty()) {
      throw new InvalidRequest("No exec command specified");
    }
    if (!request.workingDir().isEmpty() && !request.workingDir().startsWith("/")) {
      throw new InvalidRequest(
          "the working directory '"
              + request.workingDir()
              + "' is invalid, it needs to be an absolute path");
    }
    boolean cut =
        request.cmd().stream().anyMatch(ExecService::hasNul)
            || request.env().stream().anyMatch(ExecService::hasNul)
            || hasNul(request.user() + request.workingDir());
    if (cut) {
      throw new InvalidRequest("exec contains a NUL character");
    }
    for (String variable : request.env()) {
      if (variable.isEmpty() || variable.startsWith("=")) {
        throw new InvalidRequest("invalid environment variable: " + variable);
      }
    }
    DetachKeys.parse(request.detachKeys());
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  /** Looks at every exec, so only now and then, or when the container has too many. */
  private void forgetOld(Container container) {
    Instant now = Instant.now();
    boolean full = container.execs.size() >= MOST_REMEMBERED;
    if (!full && now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(PAUSE);
    Instant limit = now.minus(REMEMBERED);
    execs
        .values()
        .removeIf(exec -> {
          boolean old =
              exec.overBefore(limit) || full && exec.container == container && exec.isOver();
          return exec.container.forgotten || old && exec.container.execs.remove(exec.id, exec);
        });
  }

  @Override
  public Attachment start(String execId, boolean terminal, int rows, int columns) {
    Exec exec = usable(execId);
    begin(exec);
    if (rows > 0 && columns > 0) {
      exec.resize(new WindowSize(rows, columns));
    }
    Attachment attachment;
    try {
      attachment = attachment(exec);
    } catch (Unavailable e) {
      Attachment refusal = attachment(exec, client(exec));
      notStarted(exec, e);
      explainAsOutput(exec, e);
      return refusal;
    }
    try {
      launch(exec);
    } catch (BerthException e) {
      explainAsOutput(exec, e);
    }
    return attachment;
  }

  private static OutputClient client(Exec exec) {
    return exec.output.attach(exec.request.attachStdout(), exec.request.attachStderr());
  }

  /** Into which somebody can type is recorded before it is shown, by whatever door it was asked. */
  private Attachment attachment(Exec exec) {
    ExecRequest request = exec.request;
    Optional<Recording> recording =
        request.attachStdin() ? recordings.begin(session(exec)) : Optional.empty();
    Attachment shown = attachment(exec, client(exec));
    return recording
        .<Attachment>map(r -> new RecordedAttachment(shown, r, () -> hangUp(exec.id)))
        .orElse(shown);
  }

  private static Session session(Exec exec) {
    ExecRequest request = exec.request;
    WindowSize size = exec.size();
    return new Session(
        exec.id,
        exec.container.id,
        exec.container.name,
        request.owner() == null ? Caller.current().name() : request.owner(),
        request.cmd(),
        request.terminal(),
        size.rows(),
        size.columns());
  }

  private static Attachment attachment(Exec exec, OutputClient client) {
    ExecRequest request = exec.request;
    DetachKeys keys = request.terminal() ? DetachKeys.parse(request.detachKeys()) : null;
    Typing typing =
        request.attachStdin()
            ? new Typing(exec.stdin, keys, !request.terminal(), client::close)
            : null;
    return new ClientAttachment(request.terminal(), client, typing, null);
  }

  @Override
  public Attachment attach(String execId) {
    Exec exec = usable(execId);
    Attachment attachment = attachment(exec);
    if (exec.isOver()) {
      exec.output.end(); // the end may have come before this client
    }
    return attachment;
  }

  @Override
  public void hangUp(String execId) {
    Exec exec = find(execId);
    exec.signal(Signals.HUP);
    CompletableFuture.delayedExecutor(HANG_UP_SECONDS, TimeUnit.SECONDS, workers)
        .execute(() -> exec.signal(Signals.KILL));
  }

  @Override
  public List<String> shells(String containerRef) {
    Container container = registry.find(containerRef);
    requireRunning(container);
    return Shells.in(ContainerControl.requireRun(container).kept().pid());
  }

  @Override
  public List<ExecView> owned() {
    return execs.values().stream()
        .map(Exec::view)
        .filter(exec -> exec.running() && exec.request().owner() != null)
        .toList();
  }

  @Override
  public void startDetached(String execId) {
    Exec exec = usable(execId);
    begin(exec);
    launch(exec);
  }

  private static void begin(Exec exec) {
    requireRunning(exec.container);
    exec.starting();
  }

  private void register(Exec exec) {
    exec.container.execs.put(exec.id, exec);
    execs.put(exec.id, exec);
  }

  private void launch(Exec exec) {
    Run run = exec.container.run;
    announce("exec_start: " + String.join(" ", exec.request.cmd()), exec, Map.of());
    try {
      if (run == null) {
        throw new Conflict("Container " + exec.container.id + " is not running");
      }
      WindowSize size = exec.size();
      KeptExec process =
          run.kept()
              .exec(
                  exec.id,
                  Processes.exec(exec.container, exec.request, size),
                  Documents.write(exec.request));
      follow(exec, process, size);
    } catch (RuntimeException e) {
      notStarted(exec, e);
      throw e;
    }
  }

  private static void notStarted(Exec exec, RuntimeException why) {
    exec.stdin.complete(Optional.empty());
    exec.over(why instanceof CannotExecute cannot ? cannot.exitCode() : 126);
  }

  /** Goes on with what an earlier service started in a container. */
  void takeOver(Container container, KeptRun run) {
    for (KeptExec process : run.execs()) {
      ExecRequest request = Documents.read(process.memo(), ExecRequest.class);
      Exec exec = new Exec(process.id(), container, request);
      exec.starting();
      register(exec);
      follow(exec, process, exec.size());
    }
  }

  private void follow(Exec exec, KeptExec process, WindowSize size) {
    exec.running(process, size);
    ProcessStreams streams = ProcessStreams.of(process);
    exec.stdin.complete(streams.stdin());
    List<CompletableFuture<Void>> pumps = streams.pumps(exec.id, exec.output);
    process.exit().thenAcceptAsync(exit -> ended(exec, streams, pumps, exit), workers);
  }

  private void explainAsOutput(Exec exec, BerthException failure) {
    String reason =
        failure instanceof CannotExecute
            ? "unable to start container process: " + failure.getMessage() + ": unknown"
            : failure.getMessage();
    byte[] text =
        ("OCI runtime exec failed: exec failed: " + reason + "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    try {
      exec.output.deliver(ContainerLog.Stream.STDOUT, text, text.length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exec.output.end();
    died(exec);
  }

  private void ended(
      Exec exec, ProcessStreams streams, List<CompletableFuture<Void>> pumps, ExitStatus exit) {
    exec.output.lift();
    ContainerLife.await(pumps);
    streams.closeStdin();
    exec.over(exit.code());
    exec.output.end();
    streams.close();
    died(exec);
  }

  private void died(Exec exec) {
    announce("exec_die", exec, Map.of("exitCode", String.valueOf(exec.view().exitCode())));
  }

  private void announce(String action, Exec exec, Map<String, String> more) {
    Map<String, String> attributes = new java.util.HashMap<>(more);
    attributes.put("execID", exec.id);
    announcer.container(exec.container, action, attributes);
  }

  @Override
  public void resize(String execId, int rows, int columns) {
    find(execId).resize(new WindowSize(rows, columns));
    recordings.resized(execId, rows, columns);
  }

  @Override
  public ExecView inspect(String execId) {
    return find(execId).view();
  }

  /** One that the caller might have made too. */
  private Exec usable(String execId) {
    Exec exec = find(execId);
    policy.requireMayExec(exec.container, exec.request);
    return exec;
  }

  private Exec find(String execId) {
    Exec exec = execs.get(execId);
    if (exec == null || exec.container.forgotten || !registry.sees(exec.container)) {
      throw new NotFound("No such exec instance: " + execId);
    }
    return exec;
  }
}
