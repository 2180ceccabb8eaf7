package io.berth.keeper.server;

import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.keeper.wire.BadMessage;
import io.berth.keeper.wire.Channel;
import io.berth.keeper.wire.ExecState;
import io.berth.keeper.wire.Failures;
import io.berth.keeper.wire.Message;
import io.berth.keeper.wire.Message.Request;
import io.berth.linux.Fd;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.PortBinder;
import io.berth.runtime.ContainerProcess;
import io.berth.runtime.ProcessSpec.WindowSize;
import io.berth.runtime.RuntimeFeatures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One service that is connected. Each request is dealt with on a thread of its own. */
final class Connection implements AutoCloseable {

  private final Channel channel;
  private final Custody custody;
  private final PortBinder ports;
  private final RuntimeFeatures features;
  private final ExecutorService workers;
  private final Map<Long, CompletableFuture<Boolean>> waiting = new ConcurrentHashMap<>();
  private final Map<String, PortBinder.Reservation> reservations;
  private final Set<String> reserved = ConcurrentHashMap.newKeySet();
  private volatile boolean gone;

  Connection(
      Channel channel,
      Custody custody,
      PortBinder ports,
      Map<String, PortBinder.Reservation> reservations,
      RuntimeFeatures features,
      ExecutorService workers) {
    this.channel = channel;
    this.custody = custody;
    this.ports = ports;
    this.reservations = reservations;
    this.features = features;
    this.workers = workers;
  }

  /**
   * Begins to serve.
   *
   * @param whenGone called once, when the other side is gone
   */
  void start(Runnable whenGone) {
    workers.execute(() -> read(whenGone));
  }

  /** The thread that reads a request deals with it and leaves reading to another one. */
  private void read(Runnable whenGone) {
    Request request = null;
    try {
      request = nextRequest();
    } finally {
      if (request == null) {
        end();
        whenGone.run();
      }
    }
    if (request != null) {
      workers.execute(() -> read(whenGone));
      handle(request);
    }
  }

  /** Null when the other side is gone. */
  private @Nullable Request nextRequest() {
    try {
      for (var letter = channel.receive(); letter != null; letter = channel.receive()) {
        letter.close(); // no request carries descriptors
        if (letter.message() instanceof Message.Proceed(long call, boolean good)) {
          proceed(call, good);
        } else if (letter.message() instanceof Request request) {
          return request;
        }
      }
    } catch (KernelRefused | BadMessage e) {
      System.err.println("connection ended: " + e.getMessage());
    }
    return null;
  }

  private void end() {
    gone = true;
    channel.close();
    waiting.values().forEach(answer -> answer.complete(false));
    channel.discard();
    workers.execute(this::closeUnusedPorts);
  }

  /** A start that its service's death cut must not keep its ports from others. */
  private void closeUnusedPorts() {
    custody.awaitLaunches();
    reserved.stream().filter(id -> !custody.keeps(id)).forEach(this::closePorts);
  }

  @Override
  public void close() {
    channel.close();
  }

  /** To a service that is gone nothing is said. */
  void tell(Message message) {
    send(message, List.of());
  }

  private void send(Message message, List<Fd> descriptors) {
    try {
      channel.send(message, descriptors);
    } catch (KernelRefused e) {
      channel.close();
    }
  }

  private void handle(Request request) {
    try {
      answer(request);
    } catch (RuntimeException e) {
      if (!(e instanceof BerthException)) {
        e.printStackTrace();
      }
      tell(Failures.told(request.call(), e));
    }
  }

  private void answer(Request request) {
    long call = request.call();
    switch (request) {
      case Message.Hello hello -> welcome(hello);
      case Message.ListRuns _ -> {
        custody.awaitLaunches(); // of a service that is gone
        tell(new Message.Runs(call, custody.runs().stream().map(HeldRun::state).toList()));
      }
      case Message.Launch launch -> launch(launch);
      case Message.Proceed _ -> {} // dealt with in order
      case Message.OpenTap(_, String id) -> descriptors(call, custody.find(id).tap());
      case Message.StartExec exec -> exec(exec);
      case Message.TakeStreams take -> descriptors(call, take(take));
      case Message.Signal signal -> {
        process(signal.container(), signal.exec()).signal(signal.signal());
        done(call);
      }
      case Message.Resize(_, String id, String exec, int rows, int columns) -> {
        process(id, exec).resize(new WindowSize(rows, columns));
        done(call);
      }
      case Message.CloseStdin(_, String id, String exec) -> {
        if (exec.isEmpty()) {
          custody.find(id).closeStdin();
        } else {
          custody.find(id).exec(exec).closeStdin();
        }
        done(call);
      }
      case Message.Pause(_, String id) -> {
        custody.find(id).container().pause();
        done(call);
      }
      case Message.Resume(_, String id) -> {
        custody.find(id).container().resume();
        done(call);
      }
      case Message.Update(_, String id, var resources) -> {
        custody.find(id).container().update(resources);
        done(call);
      }
      case Message.ListPids(_, String id) ->
          tell(new Message.Pids(call, custody.find(id).container().pids()));
      case Message.Measure(_, String id) ->
          tell(new Message.Usage(call, custody.find(id).container().usage()));
      case Message.Release(_, String id) -> {
        custody.release(id);
        closePorts(id);
        done(call);
      }
      case Message.ReservePorts(_, String id, var wanted) ->
          reserved(call, id, reserve(id, wanted));
      case Message.AdoptPorts(_, String id, var published, String address) ->
          reserved(call, id, ports.adopt(id, published, address));
      case Message.ClosePorts(_, String id) -> {
        closePorts(id);
        done(call);
      }
      case Message.Unknown(_, String name) ->
          throw new Unsupported("this keeper is older than the service and knows no " + name);
    }
  }

  private void welcome(Message.Hello hello) {
    if (hello.version() < Message.OLDEST) {
      throw new Unsupported("protocol version " + hello.version() + " is too old for this keeper");
    }
    int pid = (int) ProcessHandle.current().pid();
    tell(new Message.Welcome(hello.call(), Message.VERSION, pid, features));
  }

  private void launch(Message.Launch launch) {
    long call = launch.call();
    AtomicReference<@Nullable Bundle> tap = new AtomicReference<>();
    try {
      HeldRun kept =
          custody.launch(
              launch.job(),
              netns -> placed(call, netns),
              () -> awaitGo(call),
              launch.tapped() ? Optional.of(tap::set) : Optional.empty());
      Bundle tapped = tap.get();
      Bundle own = kept.bundle();
      try (Bundle all = tapped == null ? own : own.with(tapped)) {
        send(new Message.Started(call, kept.state(), all.ends()), all.descriptors());
      }
    } finally {
      waiting.remove(call);
    }
  }

  private void placed(long call, Path netns) {
    waiting.put(call, new CompletableFuture<>());
    if (gone) {
      proceed(call, false);
    }
    tell(new Message.Placed(call, netns));
  }

  private void awaitGo(long call) {
    CompletableFuture<Boolean> answer = waiting.get(call);
    if (answer == null || !answer.join()) {
      throw new Unavailable("the service took the start back");
    }
  }

  private void proceed(long call, boolean good) {
    CompletableFuture<Boolean> answer = waiting.get(call);
    if (answer != null) {
      answer.complete(good);
    }
  }

  private void exec(Message.StartExec start) {
    var started = custody.exec(start.container(), start.exec(), start.process(), start.memo());
    try (Bundle all = started.bundle()) {
      ExecState state = started.exec().state();
      send(new Message.ExecStarted(start.call(), state, all.ends()), all.descriptors());
    }
  }

  private Bundle take(Message.TakeStreams take) {
    HeldRun kept = custody.find(take.container());
    if (take.exec().isEmpty()) {
      return kept.bundle();
    }
    HeldExec exec = kept.exec(take.exec());
    exec.stopDraining(custody.pump());
    return exec.bundle();
  }

  private void descriptors(long call, Bundle bundle) {
    try (bundle) {
      send(new Message.Descriptors(call, bundle.ends()), bundle.descriptors());
    }
  }

  /** What a start that came to nothing has reserved gives way. */
  private PortBinder.Reservation reserve(String id, List<PortRequest> wanted) {
    try {
      return ports.reserve(id, wanted);
    } catch (Conflict e) {
      if (custody.keeps(id)) {
        throw e;
      }
      closePorts(id);
      return ports.reserve(id, wanted);
    }
  }

  private void reserved(long call, String id, PortBinder.Reservation reservation) {
    reservations.put(id, reservation);
    reserved.add(id);
    if (gone) {
      closeUnusedPorts();
    }
    tell(new Message.Ports(call, reservation.ports()));
  }

  private void closePorts(String id) {
    reserved.remove(id);
    PortBinder.Reservation reservation = reservations.remove(id);
    if (reservation != null) {
      reservation.close();
    }
  }

  private ContainerProcess process(String id, String exec) {
    HeldRun kept = custody.find(id);
    return exec.isEmpty() ? kept.container().init() : kept.exec(exec).process();
  }

  private void done(long call) {
    tell(new Message.Done(call));
  }
}
