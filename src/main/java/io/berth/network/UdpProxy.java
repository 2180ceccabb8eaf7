package io.berth.network;

import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A UDP port with a session for each client; beyond 1024 sessions new clients are dropped. Sessions
 * and target belong to the loop's thread.
 */
final class UdpProxy implements HostPort, DatagramLoop.Receiver {

  private static final int MAX_SESSIONS = 1024;
  private static final int ROUND = 64;

  private final DatagramLoop loop;
  private final DatagramChannel channel;
  private final int containerPort;
  private final List<PublishedPort> published;
  private final Map<SocketAddress, UdpSession> sessions = new HashMap<>();
  private @Nullable InetSocketAddress target;

  private UdpProxy(
      DatagramLoop loop, DatagramChannel channel, PortRequest request, HostAddress host)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.containerPort = request.containerPort();
    this.published = host.published(request, channel.getLocalAddress());
  }

  /** Binds without SO_REUSEADDR, which for UDP would share a taken port. */
  static UdpProxy bind(PortRequest request, HostAddress host, DatagramLoop loop)
      throws IOException {
    ProtocolFamily family = host.family();
    DatagramChannel channel =
        family == null ? DatagramChannel.open() : DatagramChannel.open(family);
    try {
      channel.configureBlocking(false);
      channel.bind(host.at(request.hostPort()));
      return new UdpProxy(loop, channel, request, host);
    } catch (IOException | RuntimeException e) {
      Quietly.close(channel);
      throw e;
    }
  }

  @Override
  public List<PublishedPort> published() {
    return published;
  }

  @Override
  public void open(String containerAddress) {
    InetSocketAddress asked =
        new InetSocketAddress(InetAddress.ofLiteral(containerAddress), containerPort);
    loop.call(() -> lead(asked));
  }

  private void lead(InetSocketAddress asked) throws IOException {
    if (!channel.isOpen() || asked.equals(target)) {
      return;
    }
    if (target == null) {
      loop.register(channel, this);
    }
    target = asked;
    endSessions();
  }

  @Override
  public void receive(ByteBuffer buffer) {
    try {
      for (int i = 0; i < ROUND; i++) {
        buffer.clear();
        SocketAddress client = channel.receive(buffer);
        if (client == null) {
          return;
        }
        UdpSession session = session(client);
        if (session != null) {
          session.send(buffer.flip());
        }
      }
    } catch (IOException e) {
      // The datagram is lost, as any network may lose it.
    }
  }

  private @Nullable UdpSession session(SocketAddress client) throws IOException {
    UdpSession known = sessions.get(client);
    if (known != null || sessions.size() >= MAX_SESSIONS || target == null) {
      return known;
    }
    UdpSession session = UdpSession.to(target, this, client);
    sessions.put(client, session);
    return session;
  }

  /** Passes a container's datagram on, or drops it when there is no room. */
  void answer(ByteBuffer datagram, SocketAddress client) throws IOException {
    channel.send(datagram, client);
  }

  DatagramLoop loop() {
    return loop;
  }

  void forget(SocketAddress client) {
    sessions.remove(client);
  }

  @Override
  public void tick() {
    // Only its sessions end by themselves.
  }

  private void endSessions() {
    sessions.values().forEach(UdpSession::close);
    sessions.clear();
  }

  @Override
  public void close() {
    loop.call(() -> {
      Quietly.close(channel);
      endSessions();
      loop.flush();
    });
  }
}
