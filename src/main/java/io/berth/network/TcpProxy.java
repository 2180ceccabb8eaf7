package io.berth.network;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One listening port of the host and the connections that came in on it. */
final class TcpProxy implements AutoCloseable {

  private static final int BUFFER = 64 << 10;

  private final ServerSocketChannel listener;
  private final PortRequest request;
  private final int hostPort;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  private TcpProxy(ServerSocketChannel listener, PortRequest request, int hostPort) {
    this.listener = listener;
    this.request = request;
    this.hostPort = hostPort;
  }

  static TcpProxy bind(PortRequest request) {
    String shown = request.hostAddress().isEmpty() ? "0.0.0.0" : request.hostAddress();
    InetSocketAddress address = address(request);
    ServerSocketChannel listener = null;
    try {
      listener = ServerSocketChannel.open();
      listener.bind(address);
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      return new TcpProxy(listener, request, port);
    } catch (IOException e) {
      closeQuietly(listener);
      String reason =
          e instanceof BindException && String.valueOf(e.getMessage()).contains("in use")
              ? "port is already allocated"
              : String.valueOf(e.getMessage());
      throw new Unavailable(
          "Bind for %s:%d failed: %s".formatted(shown, request.hostPort(), reason), e);
    }
  }

  private static InetSocketAddress address(PortRequest request) {
    if (request.hostAddress().isEmpty()) {
      return new InetSocketAddress(request.hostPort());
    }
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(request.hostAddress()), request.hostPort());
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("invalid IP address: " + request.hostAddress(), e);
    }
  }

  /** The wildcard socket serves both families, and clients expect an entry for each. */
  List<PublishedPort> published() {
    List<String> addresses =
        request.hostAddress().isEmpty() ? List.of("0.0.0.0", "::") : List.of(request.hostAddress());
    return addresses.stream()
        .map(address -> new PublishedPort("tcp", request.containerPort(), address, hostPort))
        .toList();
  }

  /** From now on connections are accepted and carried to this address. */
  void open(String containerAddress) {
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.ofLiteral(containerAddress), request.containerPort());
    Thread.ofVirtual().name("port " + hostPort).start(() -> accept(target));
  }

  private void accept(InetSocketAddress target) {
    while (listener.isOpen()) {
      try {
        SocketChannel client = listener.accept();
        Thread.ofVirtual()
            .name("port " + hostPort + " connection")
            .start(() -> carry(client, target));
      } catch (IOException e) {
        if (listener.isOpen()) {
          Thread.yield(); // out of descriptors, say: the next connection may fare better
        }
      }
    }
  }

  private void carry(SocketChannel client, InetSocketAddress target) {
    try (client;
        SocketChannel container = SocketChannel.open()) {
      connections.add(client);
      connections.add(container);
      if (!listener.isOpen()) {
        return;
      }
      container.connect(target);
      Thread back = Thread.ofVirtual().start(() -> copy(container, client));
      copy(client, container);
      back.join();
    } catch (IOException e) {
      // the container does not listen, or one side has gone: both are closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.removeIf(channel -> !channel.isOpen());
    }
  }

  /** Until the source sends no more; then the target learns that, and may go on sending. */
  private static void copy(SocketChannel source, SocketChannel target) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try {
      while (source.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          target.write(buffer);
        }
        buffer.clear();
      }
      target.shutdownOutput();
    } catch (IOException e) {
      closeQuietly(source);
      closeQuietly(target);
    }
  }

  private static void closeQuietly(@Nullable Channel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // nothing is lost: no data is written by closing a socket
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    connections.forEach(TcpProxy::closeQuietly);
  }
}
