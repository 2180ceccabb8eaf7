package io.berth.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/**
 * Carries every UDP port's datagrams on one thread and in one buffer: a datagram can have 64 KiB,
 * which nobody can afford for each client. Lasts as long as the process.
 */
final class DatagramLoop {

  private static final int LARGEST = 65_535;
  private static final Duration TICK = Duration.ofMinutes(1);

  private final SocketLoop loop;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);

  private DatagramLoop(SocketLoop loop) {
    this.loop = loop;
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

  static DatagramLoop start() throws IOException {
    return new DatagramLoop(SocketLoop.start("berth-udp", TICK));
  }

  /** See {@link SocketLoop#call}. */
  void call(SocketLoop.Task task) {
    loop.call(task);
  }

  /** See {@link SocketLoop#register}. */
  void register(DatagramChannel channel, Receiver receiver) throws IOException {
    loop.register(channel, SelectionKey.OP_READ, new Datagrams(receiver));
  }

  /** See {@link SocketLoop#flush}. */
  void flush() throws IOException {
    loop.flush();
  }

  private final class Datagrams implements SocketLoop.Handler {

    private final Receiver receiver;

    Datagrams(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void ready(SelectionKey key) {
      receiver.receive(buffer);
    }

    @Override
    public void tick(long nanoTime) {
      receiver.tick();
    }

    @Override
    public void failed() {
      Quietly.pause();
    }
  }
}
