package io.berth.linux;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Waits for processes with one thread, and reaps those that are children. */
public final class PidfdWaiter implements AutoCloseable {

  private record Watched(Pidfd pidfd, Consumer<Pidfd.Exit> whenGone) {}

  private final Epoll epoll = new Epoll();
  private final Eventfd closing = new Eventfd();
  private final Map<Integer, Watched> processes = new ConcurrentHashMap<>();
  private final Thread thread =
      Thread.ofPlatform().name("berth-waiter").daemon().unstarted(this::run);
  private volatile boolean closed;

  public PidfdWaiter() {
    epoll.add(closing.fd());
    thread.start();
  }

  /**
   * @param pidfd stays the caller's; not closed before {@code whenGone} was called
   * @param whenGone called once on the waiter's thread, after the process ended and, if it is a
   *     child, was reaped; must not block
   */
  public void watch(Pidfd pidfd, Consumer<Pidfd.Exit> whenGone) {
    processes.put(pidfd.fd().number(), new Watched(pidfd, whenGone));
    epoll.add(pidfd.fd());
  }

  private void run() {
    while (!closed) {
      for (int number : epoll.await()) {
        Watched process = processes.get(number);
        if (process != null) {
          look(number, process);
        }
      }
    }
  }

  private void look(int number, Watched process) {
    process
        .pidfd()
        .end()
        .ifPresent(exit -> {
          epoll.remove(process.pidfd().fd());
          processes.remove(number);
          tell(process, exit);
        });
  }

  /** A callback that fails must not end the waiting for all others. */
  private static void tell(Watched process, Pidfd.Exit exit) {
    try {
      process.whenGone().accept(exit);
    } catch (RuntimeException e) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }

  /** Stops waiting; children that still run are not reaped by it. */
  @Override
  public void close() {
    closed = true;
    closing.wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    epoll.close();
    closing.close();
  }
}
