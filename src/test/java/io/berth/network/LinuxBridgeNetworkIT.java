package io.berth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Conflict;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.NetworkLinks.Link;
import io.berth.linux.netlink.Subnet;
import io.berth.network.BridgeNetwork.Wanted;
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
  private static final int PATIENCE = 5000;
  private static final PacketFilter FILTER = PacketFilter.open();

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
        BridgeNetworks network = open(BRIDGE);
        BridgeNetwork.Endpoint endpoint = network.defaultBridge().reserve(Wanted.ANY)) {
      endpoint.connect(container.file(), "eth0", true);
      try (NetworkLinks links = NetworkLinks.in(container.file())) {
        assertThat(links.addresses())
            .contains(Subnet.parse(network.defaultBridge().info().subnet()));
      }
      assertReachesTheGateway(container, network, endpoint);
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void enginesSideBySideHaveSubnetsOfTheirOwn() {
    List<Link> before = links();
    try (BridgeNetworks one = open(BRIDGE + "a");
        BridgeNetworks two = open(BRIDGE + "b")) {
      assertThat(
              Subnet.parse(one.defaultBridge().info().subnet())
                  .overlaps(Subnet.parse(two.defaultBridge().info().subnet())))
          .isFalse();
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void replacesABridgeWithoutAnAddress() {
    List<Link> before = links();
    int index;
    try (NetworkLinks host = NetworkLinks.host()) {
      host.addBridge(BRIDGE, BridgeMark.randomMac());
      index = host.find(BRIDGE).orElseThrow().index();
      try (BridgeNetworks network = open(BRIDGE)) {
        assertThat(host.find(BRIDGE).orElseThrow().index()).isNotEqualTo(index);
        assertThat(network.defaultBridge().info().subnet()).isNotEmpty();
      }
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void replacesABridgeWithAnAddressOfSomebodyElse() {
    List<Link> before = links();
    try (NetworkLinks host = NetworkLinks.host()) {
      host.addBridge(BRIDGE, BridgeMark.randomMac());
      Subnet foreign = Subnet.parse("198.51.100.0/24");
      host.addAddress(host.find(BRIDGE).orElseThrow().index(), foreign.address(1), foreign);
      try (BridgeNetworks network = open(BRIDGE)) {
        assertThat(network.defaultBridge().info().subnet()).isNotEqualTo(foreign.toString());
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
      try (BridgeNetworks network = open(BRIDGE)) {
        BridgeNetwork.Endpoint endpoint = network.defaultBridge().reserve(Wanted.ANY);
        endpoint.connect(container.file(), "eth0", true);
        info = endpoint.info();
        subnet = network.defaultBridge().info().subnet();
      }
      List<Link> kept = links();
      assertThat(kept).hasSize(before.size() + 2);
      try (BridgeNetworks network = open(BRIDGE);
          BridgeNetwork.Endpoint endpoint = network.defaultBridge().adopt(info)) {
        network.sweep();
        assertThat(links()).isEqualTo(kept);
        assertThat(network.defaultBridge().info().subnet()).isEqualTo(subnet);
        assertThat(endpoint.info()).isEqualTo(info);
        assertReachesTheGateway(container, network, endpoint);
        assertThatThrownBy(() -> network.defaultBridge().adopt(info))
            .isInstanceOf(Conflict.class)
            .hasMessageContaining("is taken");
        try (BridgeNetwork.Endpoint other = network.defaultBridge().reserve(Wanted.ANY)) {
          assertThat(other.info().address()).isNotEqualTo(info.address());
        }
      }
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void makesAUsersBridgeWholeWhereverItsMakingWasCut() {
    List<Link> before = links();
    BridgeMark mark = new BridgeMark(BRIDGE);
    NetworkSpec spec = spec("ab".repeat(32), "10.239.7.0/24", "10.239.7.1");
    String name = mark.linkName(spec.id());
    for (int steps = 0; steps <= 3; steps++) {
      try (NetworkLinks host = NetworkLinks.host()) {
        host.addBridge(name, BridgeMark.randomMac());
        int index = host.find(name).orElseThrow().index();
        if (steps > 0) {
          host.setAlias(index, mark.alias(spec.id()));
        }
        if (steps > 1) {
          host.addAddress(index, spec.gatewayAddress(), spec.net());
        }
      }
      if (steps == 3) { // and it is nobody's any more
        try (BridgeNetworks network = open(BRIDGE)) {
          network.sweep();
          assertThat(network.find(spec.id())).isEmpty();
        }
        continue;
      }
      try (BridgeNetworks network =
          LinuxBridgeNetworks.open(BRIDGE, FILTER, List.of(spec), Forwarding.ofHost())) {
        assertThat(network.find(spec.id()).orElseThrow().info().subnet())
            .isEqualTo("10.239.7.0/24");
        assertThat(network.freeSubnet(List.of())).isNotEqualTo("10.239.7.0/24");
      }
      assertThat(links()).isEqualTo(before);
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void takesNoSubnetThatTheHostHasARouteTo() {
    try (BridgeNetworks network = open(BRIDGE)) {
      String subnet = network.defaultBridge().info().subnet();
      assertThatThrownBy(() ->
              network.make(spec("cd".repeat(32), subnet, network.defaultBridge().info().gateway())))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("overlaps");
      assertThat(network.find("cd".repeat(32))).isEmpty();
    }
  }

  private static NetworkSpec spec(String id, String subnet, String gateway) {
    return new NetworkSpec(
        id, null, subnet, gateway, null, List.of(), false, true, true, NetworkSpec.MTU);
  }

  @Test
  void sweepsWhatACrashLeft() throws Exception {
    List<Link> before = links();
    try (NetworkSpace container = NetworkSpace.make();
        NetworkSpace crashed = NetworkSpace.make()) {
      BridgeNetwork.Endpoint owned;
      BridgeNetwork.Endpoint lost;
      try (BridgeNetworks network = open(BRIDGE)) {
        owned = network.defaultBridge().reserve(Wanted.ANY);
        owned.connect(container.file(), "eth0", true);
        lost = network.defaultBridge().reserve(Wanted.ANY);
        lost.connect(crashed.file(), "eth0", true);
      }
      open(BRIDGE).close();
      assertThat(links()).hasSize(before.size() + 3);
      try (BridgeNetworks network = open(BRIDGE);
          BridgeNetwork.Endpoint endpoint = network.defaultBridge().adopt(owned.info())) {
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
        BridgeNetworks network = open(BRIDGE);
        BridgeNetwork.Endpoint endpoint = network.defaultBridge().reserve(Wanted.ANY)) {
      endpoint.connect(first.file(), "eth0", true);
      first.close();
      endpoint.connect(container.file(), "eth0", true);
      endpoint.connect(container.file(), "eth0", true);
      assertReachesTheGateway(container, network, endpoint);
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void adoptsNoAddressOfAnotherSubnet() {
    try (BridgeNetworks network = open(BRIDGE)) {
      for (String address :
          List.of("198.51.100.2", network.defaultBridge().info().gateway(), "::2", "nonsense")) {
        var info =
            new BridgeNetwork.EndpointInfo(
                "a".repeat(64), address, 16, network.defaultBridge().info().gateway(), "");
        assertThatThrownBy(() -> network.defaultBridge().adopt(info))
            .isInstanceOf(Conflict.class)
            .hasMessage(
                "address " + address + " is not one of " + network.defaultBridge().info().subnet());
      }
    }
  }

  private BridgeNetworks open(String bridge) {
    return LinuxBridgeNetworks.open(bridge, FILTER, List.of(), Forwarding.ofHost());
  }

  private static void assertReachesTheGateway(
      NetworkSpace container, BridgeNetworks network, BridgeNetwork.Endpoint endpoint)
      throws Exception {
    try (ServerSocket server =
            new ServerSocket(
                0, 1, InetAddress.ofLiteral(network.defaultBridge().info().gateway()));
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

  /** Without the bridges of engines that run beside the test, and what is on them. */
  private static List<Link> links() {
    try (NetworkLinks host = NetworkLinks.host()) {
      List<Link> all = host.links();
      Set<Integer> others =
          all.stream()
              .filter(link ->
                  link.name().startsWith("berth") && !link.name().startsWith(BRIDGE)
                      || BridgeMark.isAny(link) && !link.alias().startsWith("berth:" + BRIDGE))
              .map(Link::index)
              .collect(Collectors.toSet());
      return all.stream()
          .filter(link -> !others.contains(link.index()) && !others.contains(link.master()))
          .toList();
    }
  }
}
