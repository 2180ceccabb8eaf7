package io.berth.keeper;

import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.keeper.wire.Channel.Letter;
import io.berth.keeper.wire.ExecState;
import io.berth.keeper.wire.Message;
import io.berth.keeper.wire.Message.Request;
import io.berth.keeper.wire.RunState;
import io.berth.linux.Fd;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.ProcessSpec;
import io.berth.runtime.ResourceUsage;
import io.berth.runtime.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A run as this side of the socket knows it. */
final class RemoteRun implements KeptRun {

  private final RemoteKeeper keeper;
  private final String id;
  private final String memo;
  private final Witness witness = new Witness();
  private final Backlog backlog = new Backlog();
  private final Map<String, RemoteExec> execs = new ConcurrentHashMap<>();
  private final CompletableFuture<ExitStatus> drained = new CompletableFuture<>();
  private volatile @Nullable RunState state;
  private Optional<Fd> firstStdin = Optional.empty();
  private Optional<Tap> firstTap = Optional.empty();

  /** One that is being launched. */
  RemoteRun(RemoteKeeper keeper, Job job) {
    this.keeper = keeper;
    this.id = job.spec().id();
    this.memo = job.memo();
  }

  /** One that an earlier service launched. */
  RemoteRun(RemoteKeeper keeper, RunState state) {
    this.keeper = keeper;
    this.id = state.id();
    this.memo = state.memo();
    refresh(state);
  }

  void started(Link link, RunState now, Received received) {
    witness.see(received.pidfd());
    firstStdin = received.stdin();
    firstTap = received.stdout().map(out -> new Tap(link, out, received.stderr()));
    backlog.hold(keeper.folder(id));
    refresh(now);
  }

  boolean isStarted() {
    return state != null;
  }

  /** What a keeper says that has taken the run over, or has kept it all the time. */
  void refresh(RunState now) {
    state = now;
    Map<String, ExecState> alive = new HashMap<>();
    now.execs().forEach(exec -> alive.put(exec.id(), exec));
    for (RemoteExec exec : execs.values()) {
      if (alive.remove(exec.id()) == null && exec.isStarted()) {
        exec.vanished();
      }
    }
    alive.values().forEach(exec -> execs.put(exec.id(), new RemoteExec(this, exec)));
    now.exit().ifPresent(witness::ended);
    if (now.drained()) {
      drainedNow();
    }
  }

  /** The keeper knows nothing of it. */
  void vanished() {
    if (isStarted()) {
      witness.vanished();
      drainedNow();
    }
  }

  void ended(String exec, ExitStatus status) {
    if (exec.isEmpty()) {
      witness.ended(status);
      return;
    }
    RemoteExec known = execs.get(exec);
    if (known != null) {
      known.ended(status);
    }
  }

  void drainedNow() {
    witness.exit().thenAccept(drained::complete);
  }

  void forget(RemoteExec exec) {
    execs.remove(exec.id(), exec);
  }

  private RunState state() {
    RunState now = state;
    if (now == null) {
      throw new IllegalStateException("run of " + id + " has not started");
    }
    return now;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int pid() {
    return state().pid();
  }

  @Override
  public Instant startedAt() {
    return state().startedAt();
  }

  @Override
  public boolean isPaused() {
    return state().paused();
  }

  @Override
  public String memo() {
    return memo;
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return witness.exit();
  }

  @Override
  public CompletableFuture<ExitStatus> drained() {
    return drained;
  }

  Letter ask(LongFunction<Request> request) {
    return keeper.ask(request);
  }

  /** From now on the end of the first process is known even when the keeper dies first. */
  void watch(Link link) {
    if (!isStarted() || !witness.isBlind()) {
      return;
    }
    try {
      Received received = received(link.ask(call -> new Message.TakeStreams(call, id, "")));
      witness.see(received.pidfd());
      received.stdin().ifPresent(Fd::close);
      backlog.hold(keeper.folder(id));
    } catch (NotFound e) {
      // released
    }
  }

  private static Received received(Letter letter) {
    if (letter.message() instanceof Message.Descriptors(_, var ends)) {
      return new Received(ends, letter.descriptors());
    }
    letter.close();
    throw new Unavailable("the keeper gave no descriptors");
  }

  Received streams(String exec) {
    return received(ask(call -> new Message.TakeStreams(call, id, exec)));
  }

  @Override
  public Optional<Fd> stdin() {
    if (firstStdin.isPresent()) {
      Optional<Fd> stdin = firstStdin;
      firstStdin = Optional.empty();
      return stdin;
    }
    Received received = streams("");
    witness.see(received.pidfd());
    return received.stdin();
  }

  @Override
  public void closeStdin() {
    ask(call -> new Message.CloseStdin(call, id, ""));
  }

  @Override
  public Optional<Tap> firstTap() {
    Optional<Tap> tap = firstTap;
    firstTap = Optional.empty();
    return tap;
  }

  @Override
  public Tap tap() {
    while (true) {
      Link link = keeper.link();
      try {
        Received received = received(link.ask(call -> new Message.OpenTap(call, id)));
        return new Tap(link, received.stdout().orElseThrow(), received.stderr());
      } catch (Link.Lost e) {
        // ask its successor
      }
    }
  }

  @Override
  public KeptExec exec(String exec, ProcessSpec process, String execMemo) {
    RemoteExec started = new RemoteExec(this, exec, execMemo);
    execs.put(exec, started);
    try {
      Letter letter =
          keeper.link().ask(call -> new Message.StartExec(call, id, exec, process, execMemo));
      if (letter.message() instanceof Message.ExecStarted(_, var now, var ends)) {
        started.started(now, new Received(ends, letter.descriptors()));
      }
      return started;
    } catch (Link.Lost e) {
      execs.remove(exec);
      abandon(exec);
      throw new Unavailable("the keeper ended while the exec was being started: run it again", e);
    } catch (RuntimeException e) {
      execs.remove(exec);
      throw e;
    }
  }

  /** It may have started under a keeper that died: then nobody can have its streams any more. */
  private void abandon(String exec) {
    try {
      ask(call -> new Message.Signal(call, id, exec, 9));
    } catch (NotFound e) {
      // it had not
    }
  }

  @Override
  public List<KeptExec> execs() {
    return new ArrayList<>(execs.values());
  }

  @Override
  public void signal(int signal) {
    ask(call -> new Message.Signal(call, id, "", signal));
  }

  @Override
  public void resize(ProcessSpec.WindowSize size) {
    ask(call -> new Message.Resize(call, id, "", size.rows(), size.columns()));
  }

  @Override
  public void pause() {
    ask(call -> new Message.Pause(call, id));
  }

  @Override
  public void resume() {
    ask(call -> new Message.Resume(call, id));
  }

  @Override
  public void update(Resources resources) {
    ask(call -> new Message.Update(call, id, resources));
  }

  @Override
  public List<Integer> pids() {
    return ask(call -> new Message.ListPids(call, id)).message()
            instanceof Message.Pids(_, var pids)
        ? pids
        : List.of();
  }

  @Override
  public ResourceUsage usage() {
    if (ask(call -> new Message.Measure(call, id)).message()
        instanceof Message.Usage(_, var usage)) {
      return usage;
    }
    throw new Unavailable("the keeper gave no measure of container " + id);
  }

  @Override
  public void release() {
    ask(call -> new Message.Release(call, id));
    keeper.forget(id);
    close();
  }

  /** Lets go of descriptors; the run goes on. */
  void close() {
    witness.close();
    backlog.close();
    execs.values().forEach(RemoteExec::close);
    firstTap().ifPresent(Tap::close);
    firstStdin.ifPresent(Fd::close);
  }
}
