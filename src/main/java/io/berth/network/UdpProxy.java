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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A UDP port with a session for each client; beyond 1024 sessions new clients are dropped. */
final class UdpProxy implements HostPort {

  private static final int MAX_SESSIONS = 1024;

  private final DatagramChannel channel;
  private final int containerPort;
  private final List<PublishedPort> published;
  private final Map<SocketAddress, UdpSession> sessions = new ConcurrentHashMap<>();

  private UdpProxy(DatagramChannel channel, PortRequest request, HostAddress host)
      throws IOException {
    this.channel = channel;
    this.containerPort = request.containerPort();
    this.published = host.published(request, channel.getLocalAddress());
  }

  /** Binds without SO_REUSEADDR, which for UDP would share a taken port. */
  static UdpProxy bind(PortRequest request, HostAddress host) throws IOException {
    ProtocolFamily family = host.family();
    DatagramChannel channel =
        family == null ? DatagramChannel.open() : DatagramChannel.open(family);
    try {
      channel.bind(host.at(request.hostPort()));
      return new UdpProxy(channel, request, host);
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
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.ofLiteral(containerAddress), containerPort);
    Thread.ofVirtual().name("udp proxy to " + target).start(() -> receive(target));
  }

  private void receive(InetSocketAddress target) {
    ByteBuffer buffer = ByteBuffer.allocate(UdpSession.LARGEST);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        SocketAddress client = channel.receive(buffer);
        buffer.flip();
        UdpSession session = session(client, target);
        if (session != null) {
          session.send(buffer);
        }
      } catch (IOException e) {
        Quietly.pause();
      }
    }
    sessions.values().forEach(UdpSession::close);
  }

  private @Nullable UdpSession session(SocketAddress client, InetSocketAddress target)
      throws IOException {
    UdpSession known = sessions.get(client);
    if (known != null || sessions.size() >= MAX_SESSIONS) {
      return known;
    }
    UdpSession session = UdpSession.to(target, channel, client);
    sessions.put(client, session);
    Thread.ofVirtual()
        .start(() -> {
          session.run();
          sessions.remove(client, session);
        });
    return session;
  }

  /** Ends the sessions at once; the receiver ends what it adds meanwhile. */
  @Override
  public void close() {
    Quietly.close(channel);
    sessions.values().forEach(UdpSession::close);
  }
}
