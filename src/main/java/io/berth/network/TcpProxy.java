package io.berth.network;

import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A listening TCP port. Connections made before it is opened, or while too many are carried, wait
 * in the kernel's queue, but for one that each port holds ready: a port that nobody talks to keeps
 * no place from the others.
 */
final class TcpProxy implements HostPort {

  private static final int BACKLOG = 1024;

  private final ServerSocketChannel listener;
  private final int containerPort;
  private final List<PublishedPort> published;
  private final Semaphore places;
  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable InetSocketAddress target;
  private @Nullable Thread acceptor;

  private TcpProxy(
      ServerSocketChannel listener, PortRequest request, HostAddress host, Semaphore places)
      throws IOException {
    this.listener = listener;
    this.containerPort = request.containerPort();
    this.published = host.published(request, listener.getLocalAddress());
    this.places = places;
  }

  /**
   * @param places one for each connection that may be carried at once, shared with other ports
   */
  static TcpProxy bind(PortRequest request, HostAddress host, Semaphore places) throws IOException {
    ProtocolFamily family = host.family();
    ServerSocketChannel listener =
        family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family);
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(host.at(request.hostPort()), BACKLOG);
      return new TcpProxy(listener, request, host, places);
    } catch (IOException | RuntimeException e) {
      Quietly.close(listener);
      throw e;
    }
  }

  @Override
  public List<PublishedPort> published() {
    return published;
  }

  @Override
  public synchronized void open(String containerAddress) {
    target = new InetSocketAddress(InetAddress.ofLiteral(containerAddress), containerPort);
    if (acceptor == null && listener.isOpen()) {
      acceptor = Thread.ofVirtual().name("tcp proxy to " + target).start(this::accept);
    }
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        take(listener.accept());
      } catch (IOException e) {
        Quietly.pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void take(SocketChannel client) throws InterruptedException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Quietly.close(client);
      throw e;
    }
    Thread.ofVirtual()
        .start(() -> {
          try {
            serve(client);
          } finally {
            places.release();
          }
        });
  }

  private void serve(SocketChannel client) {
    try (client;
        SocketChannel container = SocketChannel.open()) {
      TcpConnection connection = new TcpConnection(client, container);
      connections.add(connection);
      try {
        if (listener.isOpen()) {
          connection.run(Objects.requireNonNull(target));
        }
      } finally {
        connections.remove(connection);
      }
    } catch (IOException e) {
      // One side is gone, and so is the connection.
    }
  }

  /** Waits for the acceptor, as the socket lasts until a thread that is blocked on it has left. */
  @Override
  public synchronized void close() {
    Quietly.close(listener);
    connections.forEach(TcpConnection::close);
    if (acceptor != null) {
      acceptor.interrupt();
      Quietly.join(acceptor);
    }
  }
}
