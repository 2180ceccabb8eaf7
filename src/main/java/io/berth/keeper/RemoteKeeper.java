package io.berth.keeper;

import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.keeper.wire.Channel;
import io.berth.keeper.wire.Channel.Letter;
import io.berth.keeper.wire.Message;
import io.berth.keeper.wire.RunState;
import io.berth.linux.Errno;
import io.berth.linux.UnixSocket;
import io.berth.network.PortBinder;
import io.berth.runtime.RuntimeFeatures;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The keeper over its socket. */
public final class RemoteKeeper implements Keeper {

  private static final System.Logger LOG = System.getLogger(RemoteKeeper.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 10;
  private static final long PAUSE_MILLIS = 200;

  /** How often a launch is tried whose keeper dies. */
  private static final int LAUNCHES = 3;

  private final KeeperPlace place;
  private final Runnable starter;
  private final Map<String, RemoteRun> runs = new ConcurrentHashMap<>();
  private final RemotePorts ports = new RemotePorts(this);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Link link;
  private volatile RuntimeFeatures features;
  private volatile boolean closed;

  private RemoteKeeper(KeeperPlace place, Runnable starter) {
    this.place = place;
    this.starter = starter;
    this.features = new RuntimeFeatures(0, List.of(), false, List.of());
  }

  /**
   * Connects to the keeper that serves at the place, or starts one.
   *
   * @param starter starts a keeper and returns when it listens, or throws
   * @throws Unavailable no keeper can be had
   */
  public static RemoteKeeper open(KeeperPlace place, Runnable starter) {
    RemoteKeeper keeper = new RemoteKeeper(place, starter);
    keeper.connect();
    return keeper;
  }

  private void connect() {
    BerthException last = null;
    for (int attempt = 0; attempt < ATTEMPTS && !closed; attempt++) {
      try {
        if (use(greeted())) {
          return;
        }
      } catch (Link.Lost e) {
        // that keeper is gone already
      } catch (BerthException e) {
        last = e;
      }
      pause();
    }
    throw new Unavailable(
        "the keeper of containers at " + place.directory() + " does not answer", last);
  }

  /** Whoever waits for a link gets this one, unless it is lost already. */
  private boolean use(Link made) {
    lock.lock();
    try {
      if (made.isGone()) {
        return false;
      }
      link = made;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A link whose keeper has been asked for everything that is known here. */
  private Link greeted() {
    Link made = new Link(new Channel(socket()), this::happened, this::lost);
    made.start();
    try {
      Letter welcome = made.ask(call -> new Message.Hello(call, Message.VERSION));
      if (welcome.message() instanceof Message.Welcome(_, int version, _, var kernel)) {
        if (version < Message.OLDEST) {
          throw new Unsupported("the keeper is too old: it speaks version " + version);
        }
        features = kernel;
      }
      if (made.ask(Message.ListRuns::new).message() instanceof Message.Runs(_, var states)) {
        take(states);
      }
      runs.values().forEach(run -> run.watch(made));
      ports.publishAgain(made);
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private UnixSocket socket() {
    try {
      return UnixSocket.connect(place.socket());
    } catch (KernelRefused e) {
      boolean nobody = e.errno() == Errno.ENOENT || e.errno() == Errno.ECONNREFUSED;
      if (!nobody) {
        throw e;
      }
      starter.run();
      return UnixSocket.connect(place.socket());
    }
  }

  private void take(List<RunState> states) {
    Map<String, RunState> byId = new HashMap<>();
    states.forEach(state -> byId.put(state.id(), state));
    for (RemoteRun run : List.copyOf(runs.values())) {
      RunState state = byId.remove(run.id());
      if (state == null) {
        run.vanished();
      } else {
        run.refresh(state); // a launch under way has succeeded
      }
    }
    byId.values().forEach(state -> runs.put(state.id(), new RemoteRun(this, state)));
  }

  private void lost(Link which) {
    lock.lock();
    try {
      if (link != which || closed) {
        return; // not in use yet, or no more
      }
      link = null;
    } finally {
      lock.unlock();
    }
    Thread.ofPlatform().daemon().name("berth-keeper-again").start(this::again);
  }

  private void again() {
    LOG.log(Level.WARNING, "the keeper is gone: starting another one");
    while (!closed) {
      try {
        connect();
        return;
      } catch (BerthException e) {
        LOG.log(Level.ERROR, e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void happened(Message.Event event) {
    switch (event) {
      case Message.Ended(String container, String exec, var exit) -> {
        RemoteRun run = runs.get(container);
        if (run != null) {
          run.ended(exec, exit);
        }
      }
      case Message.Drained(String container) -> {
        RemoteRun run = runs.get(container);
        if (run != null) {
          run.drainedNow();
        }
      }
    }
  }

  /** The link, as soon as there is one. */
  Link link() {
    long nanos = PATIENCE.toNanos();
    lock.lock();
    try {
      while (link == null || link.isGone()) {
        if (closed || nanos <= 0) {
          throw new Unavailable("the keeper of containers does not answer");
        }
        nanos = changed.awaitNanos(nanos);
      }
      return link;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting for the keeper", e);
    } finally {
      lock.unlock();
    }
  }

  /** Asks, and asks the next keeper again when the first one dies before its answer. */
  Letter ask(LongFunction<Message.Request> request) {
    try {
      return link().ask(request);
    } catch (Link.Lost e) {
      try {
        return link().ask(request);
      } catch (Link.Lost again) {
        throw new Unavailable("the keeper of containers ended twice before it answered", again);
      }
    }
  }

  @Override
  public RuntimeFeatures features() {
    return features;
  }

  @Override
  public List<KeptRun> runs() {
    return List.copyOf(runs.values());
  }

  @Override
  public KeptRun launch(Job job, boolean tapped, Consumer<Path> network) {
    String id = job.spec().id();
    RemoteRun run = new RemoteRun(this, job);
    if (runs.putIfAbsent(id, run) != null) {
      throw new Conflict("container " + id + " has a run that is not released");
    }
    try {
      for (int attempt = 1; !run.isStarted(); attempt++) {
        tryLaunch(run, job, tapped, network, attempt == LAUNCHES);
      }
      return run;
    } catch (RuntimeException e) {
      runs.remove(id);
      throw e;
    }
  }

  private void tryLaunch(
      RemoteRun run, Job job, boolean tapped, Consumer<Path> network, boolean last) {
    try {
      launch(run, job, tapped, network);
    } catch (Link.Lost e) {
      if (last) {
        throw new Unavailable("the keeper ended while the container was being started", e);
      }
    }
  }

  private void launch(RemoteRun run, Job job, boolean tapped, Consumer<Path> network) {
    Link now = link();
    if (run.isStarted()) {
      return; // under a keeper that died before it could say so
    }
    try (Link.Call call = now.call(number -> new Message.Launch(number, job, tapped))) {
      Letter letter = call.await();
      if (letter.message() instanceof Message.Placed(_, Path netns)) {
        configure(now, call, network, netns);
        letter = call.await();
      }
      if (letter.message() instanceof Message.Started(_, RunState state, var ends)) {
        run.started(now, state, new Received(ends, letter.descriptors()));
      }
    }
  }

  /** When it fails, the launch has been taken back by the time that this throws. */
  private static void configure(Link link, Link.Call call, Consumer<Path> network, Path netns) {
    try {
      network.accept(netns);
      link.say(new Message.Proceed(call.number(), true));
    } catch (RuntimeException e) {
      link.say(new Message.Proceed(call.number(), false));
      try {
        call.await();
      } catch (RuntimeException takenBack) {
        // as it was told to
      }
      throw e;
    }
  }

  Path folder(String id) {
    return place.run(id);
  }

  void forget(String id) {
    runs.remove(id);
  }

  @Override
  public PortBinder ports() {
    return ports;
  }

  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      if (link != null) {
        link.close();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    runs.values().forEach(RemoteRun::close);
  }
}
