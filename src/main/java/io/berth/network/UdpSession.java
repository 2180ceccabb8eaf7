package io.berth.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * What one UDP client exchanges with the container; ends after one to two ticks without traffic.
 * Belongs to the loop's thread.
 */
final class UdpSession implements DatagramLoop.Receiver {

  private static final int ROUND = 64;

  private final DatagramChannel container;
  private final UdpProxy host;
  private final SocketAddress client;
  private boolean active = true;

  private UdpSession(DatagramChannel container, UdpProxy host, SocketAddress client) {
    this.container = container;
    this.host = host;
    this.client = client;
  }

  static UdpSession to(InetSocketAddress target, UdpProxy host, SocketAddress client)
      throws IOException {
    DatagramChannel container = DatagramChannel.open();
    try {
      container.configureBlocking(false);
      container.connect(target);
      UdpSession session = new UdpSession(container, host, client);
      host.loop().register(container, session);
      return session;
    } catch (IOException | RuntimeException e) {
      Quietly.close(container);
      throw e;
    }
  }

  /** Drops the datagram if the container does not take it. */
  void send(ByteBuffer datagram) {
    active = true;
    try {
      container.write(datagram);
    } catch (IOException e) {
      // As any network may lose it.
    }
  }

  @Override
  public void receive(ByteBuffer buffer) {
    try {
      for (int i = 0; i < ROUND; i++) {
        buffer.clear();
        if (container.receive(buffer) == null) {
          return;
        }
        active = true;
        host.answer(buffer.flip(), client);
      }
    } catch (PortUnreachableException e) {
      // Nobody listens there yet; the client may try again.
    } catch (IOException e) {
      end();
    }
  }

  @Override
  public void tick() {
    if (!active) {
      end();
    }
    active = false;
  }

  private void end() {
    close();
    host.forget(client);
  }

  void close() {
    Quietly.close(container);
  }
}
