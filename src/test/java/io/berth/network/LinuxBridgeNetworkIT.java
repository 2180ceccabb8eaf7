package io.berth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Conflict;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.NetworkLinks.Link;
import io.berth.linux.netlink.Subnet;
import io.berth.network.BridgeNetwork.PortRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the real kernel, with namespaces that the test makes and that end with a process. */
class LinuxBridgeNetworkIT {

  private static final String BRIDGE = "berth-it" + ProcessHandle.current().pid() % 10000;
  private static final String CONTAINER = "c".repeat(64);
  private static final int PATIENCE = 5000;
  private static final PacketFilter FILTER = PacketFilter.open();

  private final ProxyPorts ports = new ProxyPorts();

  @AfterAll
  static void close() {
    FILTER.close();
  }

  @AfterEach
  void removeWhatAFailureLeft() {
    try (NetworkLinks host = NetworkLinks.host()) {
      links().stream()
          .filter(link -> link.name().startsWith(BRIDGE))
          .forEach(bridge -> {
            host.links().stream()
                .filter(link -> link.master() == bridge.index())
                .forEach(link -> HostBridge.remove(host, link));
            open(bridge.name()).close();
          });
    }
  }

  @Test
  void givesANamespaceAnAddressAndARouteToTheHost() throws Exception {
    List<Link> before = links();
    try (NetworkSpace container = NetworkSpace.make();
        BridgeNetwork network = open(BRIDGE);
        BridgeNetwork.Endpoint endpoint = network.reserve(CONTAINER, List.of())) {
      endpoint.connect(container.file());
      try (NetworkLinks links = NetworkLinks.in(container.file())) {
        assertThat(links.addresses()).contains(Subnet.parse(network.info().subnet()));
      }
      assertReachesTheGateway(container, network, endpoint);
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void enginesSideBySideHaveSubnetsOfTheirOwn() {
    List<Link> before = links();
    try (BridgeNetwork one = open(BRIDGE + "a");
        BridgeNetwork two = open(BRIDGE + "b")) {
      assertThat(Subnet.parse(one.info().subnet()).overlaps(Subnet.parse(two.info().subnet())))
          .isFalse();
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void replacesABridgeWithoutAnAddress() {
    List<Link> before = links();
    int index;
    try (NetworkLinks host = NetworkLinks.host()) {
      host.addBridge(BRIDGE);
      index = host.find(BRIDGE).orElseThrow().index();
      try (BridgeNetwork network = open(BRIDGE)) {
        assertThat(host.find(BRIDGE).orElseThrow().index()).isNotEqualTo(index);
        assertThat(network.info().subnet()).isNotEmpty();
      }
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void replacesABridgeWithAnAddressOfSomebodyElse() {
    List<Link> before = links();
    try (NetworkLinks host = NetworkLinks.host()) {
      host.addBridge(BRIDGE);
      Subnet foreign = Subnet.parse("198.51.100.0/24");
      host.addAddress(host.find(BRIDGE).orElseThrow().index(), foreign.address(1), foreign);
      try (BridgeNetwork network = open(BRIDGE)) {
        assertThat(network.info().subnet()).isNotEqualTo(foreign.toString());
      }
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void aLaterProcessAdoptsWhatRuns() throws Exception {
    List<Link> before = links();
    try (NetworkSpace container = NetworkSpace.make()) {
      BridgeNetwork.EndpointInfo info;
      String subnet;
      try (BridgeNetwork network = open(BRIDGE)) {
        BridgeNetwork.Endpoint endpoint =
            network.reserve(CONTAINER, List.of(new PortRequest("tcp", 8080, "", 0)));
        endpoint.connect(container.file());
        info = endpoint.info();
        subnet = network.info().subnet();
      }
      List<Link> kept = links();
      assertThat(kept).hasSize(before.size() + 2);
      try (BridgeNetwork network = open(BRIDGE);
          BridgeNetwork.Endpoint endpoint = network.adopt(CONTAINER, info);
          ServerSocket server = container.listen(info.address(), 8080)) {
        network.sweep();
        assertThat(links()).isEqualTo(kept);
        assertThat(network.info().subnet()).isEqualTo(subnet);
        assertThat(endpoint.info()).isEqualTo(info);
        assertReachesTheGateway(container, network, endpoint);
        assertPublished(info, server);
        assertThatThrownBy(() -> network.adopt("d".repeat(64), info))
            .isInstanceOf(Conflict.class)
            .hasMessageContaining("is taken");
        try (BridgeNetwork.Endpoint other = network.reserve("e".repeat(64), List.of())) {
          assertThat(other.info().address()).isNotEqualTo(info.address());
        }
      }
    }
    assertThat(links()).isEqualTo(before);
    ports.reserve(CONTAINER, List.of()).close();
  }

  @Test
  void adoptedPortsAreBoundAgainWhenTheirProxyIsGone() throws Exception {
    try (NetworkSpace container = NetworkSpace.make()) {
      BridgeNetwork.EndpointInfo info;
      ProxyPorts dead = new ProxyPorts();
      List<PortRequest> asked = List.of(new PortRequest("tcp", 8080, "", 0));
      try (BridgeNetwork network =
          LinuxBridgeNetwork.open(BRIDGE, dead, FILTER, Forwarding.ofHost())) {
        BridgeNetwork.Endpoint endpoint = network.reserve(CONTAINER, asked);
        endpoint.connect(container.file());
        info = endpoint.info();
      }
      dead.reserve(CONTAINER, asked).close();
      try (BridgeNetwork network = open(BRIDGE);
          BridgeNetwork.Endpoint endpoint = network.adopt(CONTAINER, info);
          ServerSocket server = container.listen(info.address(), 8080)) {
        assertPublished(endpoint.info(), server);
      }
    }
  }

  @Test
  void sweepsWhatACrashLeft() throws Exception {
    List<Link> before = links();
    try (NetworkSpace container = NetworkSpace.make();
        NetworkSpace crashed = NetworkSpace.make()) {
      BridgeNetwork.Endpoint owned;
      BridgeNetwork.Endpoint lost;
      try (BridgeNetwork network = open(BRIDGE)) {
        owned = network.reserve(CONTAINER, List.of());
        owned.connect(container.file());
        lost = network.reserve("d".repeat(64), List.of());
        lost.connect(crashed.file());
      }
      open(BRIDGE).close();
      assertThat(links()).hasSize(before.size() + 3);
      try (BridgeNetwork network = open(BRIDGE);
          BridgeNetwork.Endpoint endpoint = network.adopt(CONTAINER, owned.info())) {
        network.sweep();
        network.sweep();
        assertThat(links()).hasSize(before.size() + 2);
        assertReachesTheGateway(container, network, endpoint);
        try (NetworkLinks inside = NetworkLinks.in(crashed.file())) {
          assertThat(inside.find("eth0")).isEmpty();
        }
      }
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  @SuppressWarnings("try")
  void connectsAgainAfterAHalfMadeTry() throws Exception {
    List<Link> before = links();
    try (NetworkSpace first = NetworkSpace.make();
        NetworkSpace container = NetworkSpace.make();
        BridgeNetwork network = open(BRIDGE);
        BridgeNetwork.Endpoint endpoint = network.reserve(CONTAINER, List.of())) {
      endpoint.connect(first.file());
      first.close();
      endpoint.connect(container.file());
      endpoint.connect(container.file());
      assertReachesTheGateway(container, network, endpoint);
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void adoptsNoAddressOfAnotherSubnet() {
    try (BridgeNetwork network = open(BRIDGE)) {
      for (String address : List.of("198.51.100.2", network.info().gateway(), "::2", "nonsense")) {
        var info =
            new BridgeNetwork.EndpointInfo(
                "a".repeat(64), address, 16, network.info().gateway(), "", List.of());
        assertThatThrownBy(() -> network.adopt(CONTAINER, info))
            .isInstanceOf(Conflict.class)
            .hasMessage("address " + address + " is not one of " + network.info().subnet());
      }
    }
  }

  private BridgeNetwork open(String bridge) {
    return LinuxBridgeNetwork.open(bridge, ports, FILTER, Forwarding.ofHost());
  }

  private static void assertReachesTheGateway(
      NetworkSpace container, BridgeNetwork network, BridgeNetwork.Endpoint endpoint)
      throws Exception {
    try (ServerSocket server =
            new ServerSocket(0, 1, InetAddress.ofLiteral(network.info().gateway()));
        Socket client =
            container.call(() -> {
              Socket socket = new Socket();
              socket.connect(server.getLocalSocketAddress(), PATIENCE);
              return socket;
            });
        Socket accepted = server.accept()) {
      assertThat(client.isConnected()).isTrue();
      assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo(endpoint.info().address());
    }
  }

  private static void assertPublished(BridgeNetwork.EndpointInfo info, ServerSocket server)
      throws IOException {
    server.setSoTimeout(PATIENCE);
    try (Socket client =
            new Socket(InetAddress.ofLiteral("127.0.0.1"), info.ports().getFirst().hostPort());
        Socket accepted = server.accept()) {
      client.setSoTimeout(PATIENCE);
      accepted.getOutputStream().write('!');
      assertThat(client.getInputStream().read()).isEqualTo('!');
    }
  }

  /** Without the bridges of engines that run beside the test, and what is on them. */
  private static List<Link> links() {
    try (NetworkLinks host = NetworkLinks.host()) {
      List<Link> all = host.links();
      Set<Integer> others =
          all.stream()
              .filter(link -> link.name().startsWith("berth") && !link.name().startsWith(BRIDGE))
              .map(Link::index)
              .collect(Collectors.toSet());
      return all.stream()
          .filter(link -> !others.contains(link.index()) && !others.contains(link.master()))
          .toList();
    }
  }
}
