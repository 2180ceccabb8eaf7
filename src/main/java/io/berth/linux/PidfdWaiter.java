package io.berth.linux;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Waits for every child with one thread, and reaps each. */
public final class PidfdWaiter implements AutoCloseable {

  private record Child(Pidfd pidfd, Consumer<Pidfd.Exit> whenGone) {}

  private final Epoll epoll = new Epoll();
  private final Eventfd closing = new Eventfd();
  private final Map<Integer, Child> children = new ConcurrentHashMap<>();
  private final Thread thread =
      Thread.ofPlatform().name("berth-waiter").daemon().unstarted(this::run);
  private volatile boolean closed;

  public PidfdWaiter() {
    epoll.add(closing.fd());
    thread.start();
  }

  /**
   * @param pidfd stays the caller's; not closed before {@code whenGone} was called
   * @param whenGone called once on the waiter's thread, after the child was reaped; must not block
   */
  public void watch(Pidfd pidfd, Consumer<Pidfd.Exit> whenGone) {
    children.put(pidfd.fd().number(), new Child(pidfd, whenGone));
    epoll.add(pidfd.fd());
  }

  private void run() {
    while (!closed) {
      for (int number : epoll.await()) {
        Child child = children.get(number);
        if (child != null) {
          reap(number, child);
        }
      }
    }
  }

  private void reap(int number, Child child) {
    child
        .pidfd()
        .poll()
        .ifPresent(exit -> {
          epoll.remove(child.pidfd().fd());
          children.remove(number);
          child.whenGone().accept(exit);
        });
  }

  /** A callback that fails must not end the waiting for all others. */
  private static void tell(Child child, Pidfd.Exit exit) {
    try {
      child.whenGone().accept(exit);
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
