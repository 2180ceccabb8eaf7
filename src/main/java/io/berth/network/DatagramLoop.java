package io.berth.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Carries every UDP port's datagrams on one thread and in one buffer: a datagram can have 64 KiB,
 * which nobody can afford for each client. Lasts as long as the process.
 */
final class DatagramLoop {

  private static final int LARGEST = 65_535;
  private static final int TICK_MILLIS = 60_000;

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);

  private DatagramLoop(Selector selector) {
    this.selector = selector;
  }

  /** What a channel's datagrams are for. Called on the loop's thread only. */
  interface Receiver {

    /**
     * Takes some of what has come.
     *
     * @param buffer for one datagram at a time, of any content, the caller's again on return
     */
    void receive(ByteBuffer buffer);

    /** Called once a minute. */
    void tick();
  }

  /** Work for the loop's thread. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  static DatagramLoop start() throws IOException {
    DatagramLoop loop = new DatagramLoop(Selector.open());
    Thread.ofPlatform().daemon().name("berth-udp").start(loop::run);
    return loop;
  }

  /** Runs the task between two rounds and waits for it. Not to be called on the loop's thread. */
  void call(Task task) {
    CompletableFuture.runAsync(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            this::queue)
        .join();
  }

  private void queue(Runnable work) {
    tasks.add(work);
    selector.wakeup();
  }

  /** On the loop's thread. The channel does not block. */
  void register(DatagramChannel channel, Receiver receiver) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, receiver);
  }

  /** On the loop's thread. Closed channels give their ports back only in a selection. */
  void flush() throws IOException {
    selector.selectNow();
  }

  private void run() {
    long ticked = System.nanoTime();
    while (selector.isOpen()) {
      try {
        selector.select(TICK_MILLIS);
        selector.selectedKeys().forEach(this::receive);
      } catch (IOException | RuntimeException e) {
        Quietly.pause();
      }
      selector.selectedKeys().clear();
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
      if (System.nanoTime() - ticked >= TICK_MILLIS * 1_000_000L) {
        ticked = System.nanoTime();
        selector.keys().forEach(key -> ((Receiver) key.attachment()).tick());
      }
    }
  }

  private void receive(SelectionKey key) {
    if (key.isValid()) {
      ((Receiver) key.attachment()).receive(buffer);
    }
  }
}
