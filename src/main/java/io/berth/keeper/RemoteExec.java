package io.berth.keeper;

import io.berth.failure.NotFound;
import io.berth.keeper.wire.ExecState;
import io.berth.keeper.wire.Message;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.ProcessSpec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** An exec as this side of the socket knows it. */
final class RemoteExec implements KeptExec {

  private final RemoteRun run;
  private final String id;
  private final String memo;
  private final Witness witness = new Witness();
  private volatile @Nullable ExecState state;
  private Optional<Received> first = Optional.empty();

  /** One that is being started. */
  RemoteExec(RemoteRun run, String id, String memo) {
    this.run = run;
    this.id = id;
    this.memo = memo;
  }

  /** One that an earlier service started. */
  RemoteExec(RemoteRun run, ExecState state) {
    this(run, state.id(), state.memo());
    this.state = state;
  }

  synchronized void started(ExecState now, Received received) {
    state = now;
    witness.see(received.pidfd());
    first = Optional.of(received);
  }

  boolean isStarted() {
    return state != null;
  }

  void ended(ExitStatus status) {
    run.forget(this);
    witness.ended(status);
  }

  void vanished() {
    run.forget(this);
    witness.vanished();
  }

  private ExecState state() {
    ExecState now = state;
    if (now == null) {
      throw new IllegalStateException("exec " + id + " has not started");
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
  public boolean hasTerminal() {
    return state().terminal();
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
  public Streams streams() {
    Received received = takeFirst().orElseGet(this::fetch);
    return new Streams(received.stdin(), received.stdout(), received.stderr());
  }

  private synchronized Optional<Received> takeFirst() {
    Optional<Received> taken = first;
    first = Optional.empty();
    return taken;
  }

  private Received fetch() {
    Received received = run.streams(id);
    witness.see(received.pidfd());
    return received;
  }

  @Override
  public void resize(ProcessSpec.WindowSize size) {
    quietly(call -> new Message.Resize(call, run.id(), id, size.rows(), size.columns()));
  }

  @Override
  public void signal(int signal) {
    quietly(call -> new Message.Signal(call, run.id(), id, signal));
  }

  @Override
  public void closeStdin() {
    quietly(call -> new Message.CloseStdin(call, run.id(), id));
  }

  /** An exec that has ended meanwhile needs nothing any more. */
  private void quietly(LongFunction<Message.Request> request) {
    try {
      run.ask(request);
    } catch (NotFound e) {
      // ended
    }
  }

  void close() {
    witness.close();
    takeFirst().ifPresent(Received::closeStreams);
  }
}
