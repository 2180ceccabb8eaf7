package io.berth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Conflict;
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
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProxyPortsTest {

  private static final String ID = "a".repeat(64);
  private static final String OTHER = "b".repeat(64);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final ProxyPorts ports = new ProxyPorts();

  @Test
  void answersAfterTheClientHasEndedItsHalf() throws IOException {
    try (ServerSocket container = new ServerSocket(0, 1, LOOPBACK);
        var reservation = ports.reserve(ID, List.of(tcp(container.getLocalPort(), "", 0)))) {
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
    try (var reservation = ports.reserve(ID, List.of(tcp(80, "", 0), tcp(81, "127.0.0.1", 0)))) {
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
    try (var holder = ports.reserve(OTHER, List.of(tcp(80, "", 0)))) {
      int taken = holder.ports().getFirst().hostPort();
      assertThatThrownBy(() -> ports.reserve(ID, List.of(tcp(80, "", free), tcp(81, "", taken))))
          .isInstanceOf(Unavailable.class)
          .hasMessage("Bind for 0.0.0.0:" + taken + " failed: port is already allocated");
    }
    ports.reserve(ID, List.of(tcp(80, "", free))).close();
  }

  @Test
  void closingEndsConnectionsAndRefusesNewOnes() throws IOException {
    try (ServerSocket container = new ServerSocket(0, 1, LOOPBACK)) {
      var reservation = ports.reserve(ID, List.of(tcp(container.getLocalPort(), "", 0)));
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
            ports.reserve(ID, List.of(new PortRequest("udp", container.getLocalPort(), "", 0)))) {
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
      assertThatThrownBy(() -> ports.reserve(OTHER, List.of(new PortRequest("udp", 53, "", port))))
          .hasMessageEndingWith("port is already allocated");
    }
  }

  @Test
  @SuppressWarnings("try")
  void aRepeatedReserveIsHarmless() throws IOException {
    List<PortRequest> asked = List.of(tcp(80, "", 0), new PortRequest("udp", 53, "127.0.0.1", 0));
    try (var reservation = ports.reserve(ID, asked);
        var again = ports.reserve(ID, asked)) {
      assertThat(again.ports()).isEqualTo(reservation.ports());
      assertThatThrownBy(() -> ports.reserve(ID, List.of(tcp(81, "", 0))))
          .isInstanceOf(Conflict.class);
      reservation.close();
      try (var fresh = ports.adopt(ID, reservation.ports(), "127.0.0.1")) {
        again.close();
        new Socket(LOOPBACK, fresh.ports().getFirst().hostPort()).close();
      }
    }
  }

  @Test
  void adoptsWhatIsPublishedOrPublishesItAgain() throws IOException {
    try (ServerSocket container = new ServerSocket(0, 1, LOOPBACK)) {
      int inside = container.getLocalPort();
      List<PortRequest> asked =
          List.of(
              tcp(inside, "", 0),
              tcp(inside, "127.0.0.1", 0),
              tcp(inside, "0.0.0.0", 0),
              new PortRequest("udp", 53, "", 0));
      var first = ports.reserve(ID, asked);
      List<PublishedPort> published = first.ports();
      try (var kept = ports.adopt(ID, published, "127.0.0.1")) {
        assertThat(kept.ports()).isEqualTo(published);
        assertAnswers(container, published);
        assertThatThrownBy(() -> ports.adopt(ID, published.subList(0, 1), "127.0.0.1"))
            .isInstanceOf(Conflict.class);
      }
      try (var anew = new ProxyPorts().adopt(ID, published, "127.0.0.1")) {
        assertThat(anew.ports()).isEqualTo(published);
        assertAnswers(container, published);
        assertThatThrownBy(() -> ports.adopt(ID, published, "127.0.0.1"))
            .isInstanceOf(Unavailable.class)
            .hasMessageEndingWith("port is already allocated");
      }
      ports.adopt(ID, published, "127.0.0.1").close();
    }
  }

  @Test
  void leadsToTheAddressItWasLastOpenedTo() throws IOException {
    InetAddress second = InetAddress.ofLiteral("127.0.0.2");
    try (ServerSocket wrong = new ServerSocket(0, 1, LOOPBACK);
        ServerSocket right = new ServerSocket(wrong.getLocalPort(), 1, second);
        DatagramSocket before = new DatagramSocket(wrong.getLocalPort(), LOOPBACK);
        DatagramSocket after = new DatagramSocket(wrong.getLocalPort(), second);
        DatagramSocket client = new DatagramSocket(0, LOOPBACK);
        var reservation =
            ports.reserve(
                ID,
                List.of(
                    tcp(wrong.getLocalPort(), "", 0),
                    new PortRequest("udp", wrong.getLocalPort(), "", 0)))) {
      int udp = reservation.ports().getLast().hostPort();
      reservation.open("127.0.0.1");
      send(client, "first", udp);
      assertThat(receive(before)).isEqualTo("first");
      reservation.open("127.0.0.2");
      assertAnswers(right, reservation.ports());
      send(client, "second", udp);
      assertThat(receive(after)).isEqualTo("second");
    }
  }

  @Test
  @SuppressWarnings("try")
  void connectionsBeyondTheLimitWait() throws IOException {
    ProxyPorts few = new ProxyPorts(1);
    try (ServerSocket container = new ServerSocket(0, 8, LOOPBACK);
        var reservation =
            few.reserve(
                ID,
                List.of(
                    tcp(container.getLocalPort(), "", 0), tcp(container.getLocalPort(), "", 0)));
        var idle = few.reserve(OTHER, List.of(tcp(container.getLocalPort(), "", 0)))) {
      reservation.open("127.0.0.1");
      idle.open("127.0.0.1");
      container.setSoTimeout(300);
      int port = reservation.ports().getFirst().hostPort();
      try (Socket held = new Socket(LOOPBACK, idle.ports().getFirst().hostPort());
          Socket carried = container.accept();
          Socket waiting = new Socket(LOOPBACK, port);
          Socket queued = new Socket(LOOPBACK, reservation.ports().getLast().hostPort())) {
        assertThatThrownBy(container::accept).isInstanceOf(SocketTimeoutException.class);
        held.close();
        carried.close();
        container.setSoTimeout(5000);
        try (Socket next = container.accept()) {
          assertThat(next.isConnected()).isTrue();
          reservation.close();
          assertThat(waiting.getInputStream().read()).isEqualTo(-1);
          assertThat(queued.getInputStream().read()).isEqualTo(-1);
        }
      }
      try (Socket after = new Socket(LOOPBACK, idle.ports().getFirst().hostPort());
          Socket next = container.accept()) {
        assertThat(after.isConnected()).isEqualTo(next.isConnected());
      }
    }
  }

  @Test
  void datagramsOfManyClientsComeWhole() throws IOException {
    List<DatagramSocket> clients = new ArrayList<>();
    try (DatagramSocket container = new DatagramSocket(0, LOOPBACK);
        var reservation =
            ports.reserve(ID, List.of(new PortRequest("udp", container.getLocalPort(), "", 0)))) {
      reservation.open("127.0.0.1");
      int port = reservation.ports().getFirst().hostPort();
      Thread.ofPlatform().daemon().start(() -> echo(container));
      for (int i = 0; i < 100; i++) {
        DatagramSocket client = new DatagramSocket(0, LOOPBACK);
        clients.add(client);
        String text = i + "x".repeat(60_000);
        send(client, text, port);
        assertThat(receive(client)).isEqualTo(text);
      }
    } finally {
      clients.forEach(DatagramSocket::close);
    }
  }

  private static void assertAnswers(ServerSocket container, List<PublishedPort> published)
      throws IOException {
    for (PublishedPort port : published) {
      if (port.protocol().equals("tcp")) {
        InetAddress address =
            InetAddress.ofLiteral(port.hostAddress().equals("::") ? "::1" : "127.0.0.1");
        try (Socket client = new Socket(address, port.hostPort());
            Socket accepted = container.accept()) {
          accepted.getOutputStream().write('!');
          assertThat(client.getInputStream().read()).isEqualTo('!');
        }
      }
    }
  }

  private static void echo(DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      while (true) {
        packet.setLength(65_535);
        socket.receive(packet);
        socket.send(packet);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void send(DatagramSocket client, String text, int port) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    client.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, port));
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.setSoTimeout(5000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
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
