package io.berth.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** A client's connection and the one to the container that it is carried over. */
record TcpConnection(SocketChannel client, SocketChannel container) {

  private static final int BUFFER = 16 * 1024;
  private static final int KEEPALIVE_SECONDS = 60;

  /** Connects to the container and copies until both directions have ended. */
  void run(InetSocketAddress target) throws IOException {
    setUp(client);
    setUp(container);
    container.connect(target);
    Thread requests = Thread.ofVirtual().start(() -> copy(client, container));
    copy(container, client);
    try {
      requests.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A peer that vanished without a word is noticed, so that it does not keep a place for ever. */
  private static void setUp(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_SECONDS);
  }

  /** Passes the end of one direction on and leaves the other open; a failure ends both. */
  private void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close();
    }
  }

  void close() {
    Quietly.close(client);
    Quietly.close(container);
  }
}
