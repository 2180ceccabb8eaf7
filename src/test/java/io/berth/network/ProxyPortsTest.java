package io.berth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Unavailable;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProxyPortsTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final ProxyPorts ports = new ProxyPorts();

  @Test
  void answersAfterTheClientHasEndedItsHalf() throws IOException {
    try (ServerSocket container = new ServerSocket(0, 1, LOOPBACK);
        var reservation = ports.reserve(List.of(tcp(container.getLocalPort(), "", 0)))) {
      Thread.ofVirtual().start(() -> answerOnce(container));
      int port = reservation.ports().getFirst().hostPort();
      try (Socket early = new Socket(LOOPBACK, port)) {
        early.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
        early.shutdownOutput();
        reservation.open("127.0.0.1");
        assertThat(early.getInputStream().readAllBytes()).asString().isEqualTo("all of hello");
      }
    }
  }

  @Test
  void reportsEveryHostAddress() {
    try (var reservation = ports.reserve(List.of(tcp(80, "", 0), tcp(81, "127.0.0.1", 0)))) {
      List<PublishedPort> published = reservation.ports();
      assertThat(published).allMatch(port -> port.hostPort() > 0);
      assertThat(published.getFirst().hostAddress()).isEqualTo("0.0.0.0");
      assertThat(published.getLast().hostAddress()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void bindsNothingWhenOnePortIsTaken() throws IOException {
    int free;
    try (ServerSocket probe = new ServerSocket(0)) {
      free = probe.getLocalPort();
    }
    try (var holder = ports.reserve(List.of(tcp(80, "", 0)))) {
      int taken = holder.ports().getFirst().hostPort();
      assertThatThrownBy(() -> ports.reserve(List.of(tcp(80, "", free), tcp(81, "", taken))))
          .isInstanceOf(Unavailable.class)
          .hasMessage("Bind for 0.0.0.0:" + taken + " failed: port is already allocated");
    }
    ports.reserve(List.of(tcp(80, "", free))).close();
  }

  @Test
  void closingEndsConnectionsAndRefusesNewOnes() throws IOException {
    try (ServerSocket container = new ServerSocket(0, 1, LOOPBACK)) {
      var reservation = ports.reserve(List.of(tcp(container.getLocalPort(), "", 0)));
      int port = reservation.ports().getFirst().hostPort();
      reservation.open("127.0.0.1");
      try (Socket client = new Socket(LOOPBACK, port);
          Socket accepted = container.accept()) {
        reservation.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
      }
      assertThatThrownBy(() -> new Socket(LOOPBACK, port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void carriesDatagramsBothWays() throws IOException {
    try (DatagramSocket container = new DatagramSocket(0, LOOPBACK);
        DatagramSocket client = new DatagramSocket(0, LOOPBACK);
        var reservation =
            ports.reserve(List.of(new PortRequest("udp", container.getLocalPort(), "", 0)))) {
      reservation.open("127.0.0.1");
      int port = reservation.ports().getFirst().hostPort();
      client.send(new DatagramPacket("ping".getBytes(StandardCharsets.UTF_8), 4, LOOPBACK, port));
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      container.receive(packet);
      container.send(packet);
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      client.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
          .isEqualTo("ping");
      assertThat(answer.getPort()).isEqualTo(port);
      assertThatThrownBy(() -> ports.reserve(List.of(new PortRequest("udp", 53, "", port))))
          .hasMessageEndingWith("port is already allocated");
    }
  }

  private static PortRequest tcp(int containerPort, String hostAddress, int hostPort) {
    return new PortRequest("tcp", containerPort, hostAddress, hostPort);
  }

  private static void answerOnce(ServerSocket container) {
    try (Socket socket = container.accept()) {
      byte[] request = socket.getInputStream().readAllBytes();
      socket.getOutputStream().write("all of ".getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
