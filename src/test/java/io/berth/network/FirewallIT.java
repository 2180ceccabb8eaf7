package io.berth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.linux.Fd;
import io.berth.linux.Namespaces;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.Subnet;
import io.berth.linux.nftables.Nftables;
import io.berth.network.BridgeNetwork.Wanted;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against the real kernel. The host, what is outside and the containers are namespaces that the
 * test makes, so that the machine's own rules neither change nor matter.
 */
class FirewallIT {

  private static final String BRIDGE = "berth-fw";
  private static final Subnet BEYOND = Subnet.parse("198.51.100.0/24");
  private static final String HOST = "198.51.100.1";
  private static final String OUTSIDE = "198.51.100.2";
  private static final int PATIENCE = 2000;
  private static final byte[] MAC = {2, 0, 0, 0, 0, 1};

  private final List<NetworkSpace> spaces = new ArrayList<>();
  private final List<PacketFilter> filters = new ArrayList<>();

  @TempDir private Path run;

  @AfterEach
  void end() {
    filters.forEach(PacketFilter::close);
    spaces.forEach(NetworkSpace::close);
  }

  @Test
  void whatLeavesCarriesTheHostsAddress() throws Exception {
    NetworkSpace outside = namespace();
    NetworkSpace container = namespace();
    onHost(
        outside,
        () -> {
          try (BridgeNetworks network = open(BRIDGE);
              BridgeNetwork.Endpoint endpoint = connect(network, container);
              ServerSocket server = outside.listen(OUTSIDE)) {
            assertThat(network.defaultBridge().info().masquerade()).isTrue();
            assertThat(network.defaultBridge().info().warnings()).isEmpty();
            assertThat(seenBy(server, container)).isEqualTo(HOST);
            assertThat(endpoint.info().address()).isNotEqualTo(HOST);
          }
          return null;
        });
  }

  @Test
  void nobodyBeyondTheBridgeReachesAContainer() throws Exception {
    NetworkSpace outside = namespace();
    NetworkSpace container = namespace();
    NetworkSpace mate = namespace();
    NetworkSpace other = namespace();
    onHost(
        outside,
        () -> {
          try (BridgeNetworks network = open(BRIDGE + "a");
              BridgeNetworks second = open(BRIDGE + "b");
              BridgeNetwork.Endpoint endpoint = connect(network, container);
              BridgeNetwork.Endpoint beside = connect(network, mate);
              BridgeNetwork.Endpoint apart = connect(second, other);
              ServerSocket server = container.listen(endpoint.info().address())) {
            assertThat(seenBy(server, mate)).isEqualTo(beside.info().address());
            assertThatThrownBy(() -> seenBy(server, other))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> seenBy(server, outside))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SocketTimeoutException.class);
            assertThat(apart.info().address()).isNotEqualTo(endpoint.info().address());
          }
          return null;
        });
  }

  @Test
  void whatTheHostTranslatesComesIn() throws Exception {
    NetworkSpace outside = namespace();
    NetworkSpace container = namespace();
    onHost(
        outside,
        () -> {
          try (BridgeNetworks network = open(BRIDGE);
              BridgeNetwork.Endpoint endpoint = connect(network, container);
              ServerSocket server = container.listen(endpoint.info().address());
              Nftables rules = Nftables.open().orElseThrow()) {
            String target = endpoint.info().address() + ":" + server.getLocalPort();
            rules.run(
                """
                table ip test {
                  chain inward {
                    type nat hook prerouting priority -100; policy accept;
                    ip daddr %s tcp dport 8080 dnat to %s
                  }
                }
                """
                    .formatted(HOST, target));
            assertThat(seenBy(server, outside, new InetSocketAddress(HOST, 8080)))
                .isEqualTo(OUTSIDE);
          }
          return null;
        });
  }

  @Test
  void replacesAStaleTableAndLeavesOthersAlone() throws Exception {
    onHost(
        namespace(),
        () -> {
          try (Nftables rules = Nftables.open().orElseThrow()) {
            rules.run(
                "table ip berth_" + BRIDGE + " { chain stale { drop; }; }\nadd table ip test");
            try (BridgeNetworks network = open(BRIDGE)) {
              assertThat(rules.run("list table ip berth_" + BRIDGE))
                  .contains(network.defaultBridge().info().subnet())
                  .doesNotContain("stale");
            }
            assertThat(rules.run("list tables")).isEqualTo("table ip test\n");
          }
          return null;
        });
  }

  @Test
  void leavesRulesAndForwardingToTheNextProcess() throws Exception {
    NetworkSpace outside = namespace();
    NetworkSpace container = namespace();
    onHost(
        outside,
        () -> {
          BridgeNetwork.Endpoint first;
          try (BridgeNetworks network = open(BRIDGE)) {
            first = connect(network, container);
          }
          assertThat(forwards()).isTrue();
          try (Nftables rules = Nftables.open().orElseThrow();
              BridgeNetworks network = open(BRIDGE);
              BridgeNetwork.Endpoint endpoint = network.defaultBridge().adopt(first.info());
              ServerSocket server = outside.listen(OUTSIDE)) {
            assertThat(rules.run("list tables").lines())
                .containsExactlyInAnyOrder(
                    "table ip berth_" + BRIDGE, "table bridge berth_" + BRIDGE);
            assertThat(seenBy(server, container)).isEqualTo(HOST);
            assertThat(endpoint.info()).isEqualTo(first.info());
          }
          assertThat(forwards()).isFalse();
          assertThat(marker()).doesNotExist();
          try (Nftables rules = Nftables.open().orElseThrow()) {
            assertThat(rules.run("list tables")).isEmpty();
          }
          return null;
        });
  }

  @Test
  void theLastEngineTurnsForwardingOff() throws Exception {
    onHost(
        namespace(),
        () -> {
          BridgeNetworks first = open(BRIDGE + "a");
          BridgeNetworks second = open(BRIDGE + "b");
          first.close();
          assertThat(forwards()).isTrue();
          second.close();
          assertThat(forwards()).isFalse();
          assertThat(marker()).doesNotExist();
          return null;
        });
  }

  @Test
  void leavesForwardingOnThatSomebodyElseTurnedOn() throws Exception {
    onHost(
        namespace(),
        () -> {
          Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
          open(BRIDGE).close();
          assertThat(forwards()).isTrue();
          assertThat(marker()).doesNotExist();
          return null;
        });
  }

  @Test
  void saysWhatDoesNotWorkWithoutRules() throws Exception {
    onHost(
        namespace(),
        () -> {
          try (BridgeNetworks network =
              LinuxBridgeNetworks.open(
                  BRIDGE,
                  PacketFilter.missing("the library is missing"),
                  List.of(),
                  new Forwarding(marker()))) {
            assertThat(network.defaultBridge().info().masquerade()).isFalse();
            assertThat(network.defaultBridge().info().warnings())
                .singleElement()
                .asString()
                .contains("the library is missing", "nothing beyond");
          }
          return null;
        });
  }

  private BridgeNetworks open(String bridge) {
    PacketFilter filter = PacketFilter.open();
    filters.add(filter);
    return LinuxBridgeNetworks.open(bridge, filter, List.of(), new Forwarding(marker()));
  }

  private Path marker() {
    return run.resolve("forward");
  }

  private static boolean forwards() throws IOException {
    return Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward")).strip().equals("1");
  }

  private static BridgeNetwork.Endpoint connect(BridgeNetworks network, NetworkSpace container) {
    BridgeNetwork.Endpoint endpoint = network.defaultBridge().reserve(Wanted.ANY);
    endpoint.connect(container.file(), "eth0", true);
    return endpoint;
  }

  private static String seenBy(ServerSocket server, NetworkSpace client) throws Exception {
    return seenBy(server, client, server.getLocalSocketAddress());
  }

  /** The address that a client's connection comes from. */
  private static String seenBy(ServerSocket server, NetworkSpace client, SocketAddress target)
      throws Exception {
    Callable<Socket> dial =
        () -> {
          Socket socket = new Socket();
          socket.connect(target, PATIENCE);
          return socket;
        };
    server.setSoTimeout(PATIENCE);
    try (Socket dialled = client.call(dial);
        Socket accepted = server.accept()) {
      assertThat(dialled.isConnected()).isTrue();
      return accepted.getInetAddress().getHostAddress();
    }
  }

  /** Runs it where a host has a way to the outside, which sends everything by this host. */
  private static void onHost(NetworkSpace outside, Callable<?> work) throws Exception {
    NetworkSpace.onThread(() -> {
      Namespaces.unshare(Namespaces.NETWORK);
      Namespaces.loopbackUp();
      // a new namespace begins with what the host has, which may be another engine's doing
      Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "0");
      try (NetworkLinks host = NetworkLinks.host();
          NetworkLinks beyond = NetworkLinks.in(outside.file());
          Fd peer = NetworkLinks.namespace(outside.file())) {
        host.addVeth("out0", 0, "eth0", peer, MAC, 1500);
        host.addAddress(host.find("out0").orElseThrow().index(), BEYOND.address(1), BEYOND);
        int link = beyond.find("eth0").orElseThrow().index();
        beyond.addAddress(link, BEYOND.address(2), BEYOND);
        beyond.up(link);
        beyond.addDefaultRoute(BEYOND.address(1));
      }
      return work.call();
    });
  }

  private NetworkSpace namespace() throws IOException, InterruptedException {
    NetworkSpace space = NetworkSpace.make();
    spaces.add(space);
    return space;
  }
}
