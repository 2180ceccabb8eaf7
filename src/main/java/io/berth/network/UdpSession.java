package io.berth.network;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** What one UDP client exchanges with the container; ends after 60 to 120 s without traffic. */
final class UdpSession {

  static final int LARGEST = 65_535;
  private static final int IDLE_MILLIS = 60_000;

  private final DatagramChannel container;
  private final DatagramChannel host;
  private final SocketAddress client;
  private volatile boolean active;

  private UdpSession(DatagramChannel container, DatagramChannel host, SocketAddress client) {
    this.container = container;
    this.host = host;
    this.client = client;
  }

  static UdpSession to(InetSocketAddress target, DatagramChannel host, SocketAddress client)
      throws IOException {
    DatagramChannel container = DatagramChannel.open();
    try {
      container.connect(target);
      container.socket().setSoTimeout(IDLE_MILLIS);
      return new UdpSession(container, host, client);
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

  /** Carries the answers until the session is idle or closed. */
  void run() {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try (container) {
      while (answer(packet)) {
        packet.setLength(LARGEST);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private boolean answer(DatagramPacket packet) throws IOException {
    try {
      container.socket().receive(packet);
      host.send(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), client);
      return true;
    } catch (PortUnreachableException e) {
      return true;
    } catch (SocketTimeoutException e) {
      boolean used = active;
      active = false;
      return used;
    }
  }

  void close() {
    Quietly.close(container);
  }
}
