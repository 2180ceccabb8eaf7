package io.berth.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One thread for many sockets. Nothing that comes in on them ends it. */
public final class SocketLoop implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SocketLoop.class.getName());

  private final Selector selector;
  private final Duration tick;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private SocketLoop(Selector selector, Duration tick) {
    this.selector = selector;
    this.tick = tick;
  }

  /** What a socket's events are for. Called on the loop's thread only. */
  public interface Handler {

    /**
     * The socket is ready for what it was registered for; what this throws goes to {@link #failed}.
     */
    void ready(SelectionKey key) throws IOException;

    /**
     * Called once a tick.
     *
     * @param nanoTime as by {@link System#nanoTime()}
     */
    default void tick(long nanoTime) {}

    void failed();
  }

  /** Work for the loop's thread. */
  @FunctionalInterface
  public interface Task {
    void run() throws IOException;
  }

  /**
   * @param thread its name
   * @param tick how often handlers are called although nothing happens
   */
  public static SocketLoop start(String thread, Duration tick) throws IOException {
    SocketLoop loop = new SocketLoop(Selector.open(), tick);
    Thread.ofPlatform().daemon().name(thread).start(loop::run);
    return loop;
  }

  /**
   * Runs the task between two rounds and waits for it; a loop that is closed in between does
   * nothing any more. Not to be called on the loop's thread.
   *
   * @throws java.util.concurrent.CompletionException what the task has thrown
   */
  public void call(Task task) {
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            this::queue);
    CompletableFuture.anyOf(done, ended).join();
  }

  private void queue(Runnable work) {
    tasks.add(work);
    selector.wakeup();
  }

  /** On the loop's thread. The channel does not block. */
  public SelectionKey register(SelectableChannel channel, int events, Handler handler)
      throws IOException {
    return channel.register(selector, events, handler);
  }

  /** On the loop's thread. Closed channels give their ports back only in a selection. */
  public void flush() throws IOException {
    selector.selectNow();
  }

  private void run() {
    long ticked = System.nanoTime();
    while (selector.isOpen()) {
      try {
        selector.select(selector.keys().isEmpty() ? 0 : tick.toMillis());
        selector.selectedKeys().forEach(SocketLoop::ready);
        selector.selectedKeys().clear();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        long now = System.nanoTime();
        if (now - ticked >= tick.toNanos()) {
          ticked = now;
          selector.keys().stream().toList().forEach(key -> handler(key).tick(now));
        }
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "{0}: {1}", Thread.currentThread().getName(), e.toString());
        Quietly.pause();
      }
    }
    ended.complete(null);
  }

  private static void ready(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    Handler handler = handler(key);
    try {
      handler.ready(key);
    } catch (IOException | RuntimeException e) {
      handler.failed();
    }
  }

  private static Handler handler(SelectionKey key) {
    return (Handler) key.attachment();
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
