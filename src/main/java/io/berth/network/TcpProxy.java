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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A listening TCP port. Connections made before it is opened wait in the kernel's queue. */
final class TcpProxy implements HostPort {

  private static final int BACKLOG = 1024;

  private final ServerSocketChannel listener;
  private final int containerPort;
  private final List<PublishedPort> published;
  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();

  private TcpProxy(ServerSocketChannel listener, PortRequest request, HostAddress host)
      throws IOException {
    this.listener = listener;
    this.containerPort = request.containerPort();
    this.published = host.published(request, listener.getLocalAddress());
  }

  static TcpProxy bind(PortRequest request, HostAddress host) throws IOException {
    ProtocolFamily family = host.family();
    ServerSocketChannel listener =
        family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family);
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(host.at(request.hostPort()), BACKLOG);
      return new TcpProxy(listener, request, host);
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
  public void open(String containerAddress) {
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.ofLiteral(containerAddress), containerPort);
    Thread.ofVirtual().name("tcp proxy to " + target).start(() -> accept(target));
  }

  private void accept(InetSocketAddress target) {
    while (listener.isOpen()) {
      try {
        SocketChannel client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client, target));
      } catch (IOException e) {
        Quietly.pause();
      }
    }
  }

  private void serve(SocketChannel client, InetSocketAddress target) {
    try (client;
        SocketChannel container = SocketChannel.open()) {
      TcpConnection connection = new TcpConnection(client, container);
      connections.add(connection);
      try {
        if (listener.isOpen()) {
          connection.run(target);
        }
      } finally {
        connections.remove(connection);
      }
    } catch (IOException e) {
      // One side is gone, and so is the connection.
    }
  }

  @Override
  public void close() {
    Quietly.close(listener);
    connections.forEach(TcpConnection::close);
  }
}
