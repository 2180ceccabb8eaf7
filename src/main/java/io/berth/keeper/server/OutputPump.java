package io.berth.keeper.server;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Io;
import io.berth.linux.Poller;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Carries the output of all runs to their logs and taps, on one thread with one buffer. Output
 * whose tap is full is not read until the tap has room; that slows the container and nobody else.
 */
final class OutputPump implements AutoCloseable {

  private static final int PIECE = 64 << 10;
  private static final int LARGEST_PIPE = 1 << 20;

  private final Poller poller = new Poller();
  private final Map<Integer, Outlet> outlets = new HashMap<>();
  private final Map<Integer, TapEnd> full = new HashMap<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer direct = ByteBuffer.allocateDirect(PIECE);
  private final byte[] bytes = new byte[PIECE];
  private final Thread thread =
      Thread.ofPlatform().name("berth-output").daemon().unstarted(this::run);
  private volatile boolean closed;

  OutputPump() {
    thread.start();
  }

  /** Begins to carry; the outlets' descriptors are the pump's from now on. */
  void carry(List<Outlet> begun) {
    submit(() -> begun.forEach(this::resume));
  }

  private void resume(Outlet outlet) {
    outlets.put(outlet.source().number(), outlet);
    poller.addReader(outlet.source());
  }

  /** From now on the outlet's output goes to this pipe as well, which is the pump's from now on. */
  void tap(Outlet outlet, Fd pipe) {
    submit(() -> {
      if (outlet.ended().isDone()) {
        pipe.close();
      } else {
        outlet.taps().add(new TapEnd(pipe, outlet));
      }
    });
  }

  /** Ends an outlet whose end does not come by itself; what a full tap held up is logged. */
  void end(Outlet outlet) {
    submit(() -> {
      if (!outlet.taps().stream().allMatch(TapEnd::isEmpty)) {
        outlet.taps().forEach(this::drop);
        catchUp(outlet);
      }
      finish(outlet);
    });
  }

  private void catchUp(Outlet outlet) {
    outlet.source().nonBlocking(true);
    int n = 1;
    for (int i = 0; i < LARGEST_PIPE / PIECE && n > 0; i++) {
      n = log(outlet);
    }
  }

  private void submit(Runnable task) {
    tasks.add(task);
    poller.wake();
  }

  private void run() {
    while (!closed) {
      for (int number : poller.await()) {
        ready(number);
      }
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  private void ready(int number) {
    Outlet outlet = outlets.get(number);
    TapEnd tap = full.get(number);
    if (outlet != null) {
      pull(outlet);
    } else if (tap != null) {
      drain(tap);
    }
  }

  private int log(Outlet outlet) {
    int n = read(outlet.source());
    if (n > 0) {
      direct.get(0, bytes, 0, n);
      outlet.log(bytes, n, Instant.now());
    }
    return n;
  }

  private void pull(Outlet outlet) {
    int n = log(outlet);
    if (n == 0) {
      finish(outlet);
    } else if (n > 0) {
      for (TapEnd tap : outlet.taps()) {
        offer(tap, n);
      }
    }
  }

  /** -1 when there is nothing now. */
  private int read(Fd source) {
    try {
      return Io.read(source, direct.clear());
    } catch (KernelRefused e) {
      return e.errno() == Errno.EAGAIN ? -1 : 0; // EIO is the end of a terminal
    }
  }

  private void offer(TapEnd tap, int length) {
    try {
      int n = Io.writeSome(tap.pipe(), direct.slice(0, length));
      if (n < length) {
        tap.keep(bytes, n, length);
        full.put(tap.pipe().number(), tap);
        poller.addWriter(tap.pipe());
        pause(tap.outlet());
      }
    } catch (KernelRefused e) {
      drop(tap);
    }
  }

  private void pause(Outlet outlet) {
    if (outlets.remove(outlet.source().number()) != null) {
      poller.remove(outlet.source());
    }
  }

  private void drain(TapEnd tap) {
    try {
      if (!tap.flush(direct)) {
        return;
      }
      full.remove(tap.pipe().number());
      poller.remove(tap.pipe());
    } catch (KernelRefused e) {
      drop(tap);
    }
    Outlet outlet = tap.outlet();
    if (outlet.taps().stream().allMatch(TapEnd::isEmpty)) {
      resume(outlet);
    }
  }

  /** Its reader is gone. */
  private void drop(TapEnd tap) {
    if (full.remove(tap.pipe().number()) != null) {
      poller.remove(tap.pipe());
    }
    tap.outlet().taps().remove(tap);
    tap.close();
  }

  private void finish(Outlet outlet) {
    if (outlet.ended().isDone()) {
      return;
    }
    pause(outlet);
    outlet.source().close();
    outlet.taps().forEach(this::drop);
    outlet.ended().complete(null);
  }

  @Override
  public void close() {
    closed = true;
    poller.wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    poller.close();
  }
}
