package io.berth.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One thread for the sockets of all containers. Nothing that comes in on them ends it. */
final class DnsLoop implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DnsLoop.class.getName());
  private static final int TICK_MILLIS = 500;

  /** A loop that is closed in between does nothing any more. */
  private static final int PATIENCE_SECONDS = 10;

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  private DnsLoop(Selector selector) {
    this.selector = selector;
  }

  /** What a socket's events are for. Called on the loop's thread only. */
  interface Handler {

    /** The socket can be read, written, accepted from, or is connected. What it throws ends it. */
    void ready(SelectionKey key) throws IOException;

    /** Called about twice a second. */
    default void tick(long nanoTime) {}

    /** The socket is given up. */
    void failed();
  }

  /** Work for the loop's thread. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  static DnsLoop start() throws IOException {
    DnsLoop loop = new DnsLoop(Selector.open());
    Thread.ofPlatform().daemon().name("berth-dns").start(loop::run);
    return loop;
  }

  /** Runs the task between two rounds and waits for it. Not to be called on the loop's thread. */
  void call(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    tasks.add(() -> {
      try {
        task.run();
        done.complete(null);
      } catch (IOException e) {
        done.completeExceptionally(new UncheckedIOException(e));
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    if (selector.isOpen()) {
      selector.wakeup();
      done.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  /** On the loop's thread. */
  SelectionKey register(SelectableChannel channel, int events, Handler handler) throws IOException {
    return channel.register(selector, events, handler);
  }

  /** On the loop's thread. Closed sockets go only in a selection. */
  void flush() throws IOException {
    selector.selectNow();
  }

  private void run() {
    long ticked = System.nanoTime();
    while (selector.isOpen()) {
      try {
        selector.select(TICK_MILLIS);
        selector.selectedKeys().forEach(DnsLoop::ready);
        selector.selectedKeys().clear();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        long now = System.nanoTime();
        if (now - ticked >= TICK_MILLIS * 1_000_000L) {
          ticked = now;
          selector.keys().stream().toList().forEach(key -> tick(key, now));
        }
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "names for containers: {0}", e.toString());
        pause();
      }
    }
  }

  private static void ready(SelectionKey key) {
    Handler handler = handler(key);
    if (handler == null || !key.isValid()) {
      return;
    }
    try {
      handler.ready(key);
    } catch (IOException | RuntimeException e) {
      handler.failed();
    }
  }

  private static void tick(SelectionKey key, long now) {
    Handler handler = handler(key);
    if (handler != null) {
      handler.tick(now);
    }
  }

  private static @Nullable Handler handler(SelectionKey key) {
    return (Handler) key.attachment();
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
