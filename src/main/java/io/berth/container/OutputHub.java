package io.berth.container;

import io.berth.log.ContainerLog;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes output on to the clients that are attached. A client that reads too slowly holds the
 * process back once its queue is full, as with Docker; the log, which is written first, and the
 * other clients have had the piece by then or get it when the queue moves. A client that takes
 * nothing for {@link OutputClient#PATIENCE} is let go.
 */
final class OutputHub {

  /** What needs to run only while somebody is attached. */
  interface Source {
    void open();

    void close();
  }

  private static final Source NONE =
      new Source() {
        @Override
        public void open() {}

        @Override
        public void close() {}
      };

  private final List<OutputClient> clients = new CopyOnWriteArrayList<>();
  private volatile Source source = NONE;

  /** From now on output comes from there. */
  void from(Source next) {
    source = next;
    if (isAttended()) {
      next.open();
    }
  }

  OutputClient attach(boolean stdout, boolean stderr) {
    OutputClient client = new OutputClient(stdout, stderr, this::left);
    clients.add(client);
    source.open();
    return client;
  }

  private void left(OutputClient client) {
    if (clients.remove(client) && clients.isEmpty()) {
      source.close();
    }
  }

  boolean isAttended() {
    return !clients.isEmpty();
  }

  /** Called by one thread a stream; the bytes may be reused afterwards. */
  void deliver(ContainerLog.Stream stream, byte[] bytes, int length) throws InterruptedException {
    if (clients.isEmpty()) {
      return;
    }
    var piece = new OutputClient.Piece(stream, Arrays.copyOf(bytes, length));
    for (OutputClient client : clients) {
      if (client.wants(stream)) {
        client.put(piece);
      }
    }
  }

  /** The process has ended: what is left in its pipes fits in memory and must not be held up. */
  void lift() {
    clients.forEach(OutputClient::lift);
  }

  /** No more output comes: every client ends after what is queued for it. */
  List<OutputClient> end() {
    List<OutputClient> ended = List.copyOf(clients);
    ended.forEach(OutputClient::end);
    clients.removeAll(ended);
    return ended;
  }
}
