package io.berth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Unavailable;
import io.berth.linux.Fd;
import io.berth.linux.Namespaces;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.Subnet;
import io.berth.linux.nftables.Nftables;
import java.io.IOException;
import java.net.InetAddress;
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
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatLeavesCarriesTheHostsAddress() throws Exception {
    Path outside = namespace();
    Path container = namespace();
    onHost(
        outside,
        () -> {
          try (BridgeNetwork network = open(BRIDGE);
              BridgeNetwork.Endpoint endpoint = connect(network, container);
              ServerSocket server = listen(outside, OUTSIDE)) {
            assertThat(network.info().masquerade()).isTrue();
            assertThat(network.info().warnings()).isEmpty();
            assertThat(seenBy(server, container)).isEqualTo(HOST);
            assertThat(endpoint.info().address()).isNotEqualTo(HOST);
          }
          return null;
        });
  }

  @Test
  void nobodyBeyondTheBridgeReachesAContainer() throws Exception {
    Path outside = namespace();
    Path container = namespace();
    Path mate = namespace();
    Path other = namespace();
    onHost(
        outside,
        () -> {
          try (BridgeNetwork network = open(BRIDGE + "a");
              BridgeNetwork second = open(BRIDGE + "b");
              BridgeNetwork.Endpoint endpoint = connect(network, container);
              BridgeNetwork.Endpoint beside = connect(network, mate);
              BridgeNetwork.Endpoint apart = connect(second, other);
              ServerSocket server = listen(container, endpoint.info().address())) {
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
    Path outside = namespace();
    Path container = namespace();
    onHost(
        outside,
        () -> {
          try (BridgeNetwork network = open(BRIDGE);
              BridgeNetwork.Endpoint endpoint = connect(network, container);
              ServerSocket server = listen(container, endpoint.info().address());
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
            try (BridgeNetwork network = open(BRIDGE)) {
              assertThat(rules.run("list table ip berth_" + BRIDGE))
                  .contains(network.info().subnet())
                  .doesNotContain("stale");
            }
            assertThat(rules.run("list tables")).isEqualTo("table ip test\n");
          }
          return null;
        });
  }

  @Test
  void saysWhatDoesNotWorkWithoutRules() throws Exception {
    onHost(
        namespace(),
        () -> {
          try (BridgeNetwork network =
              LinuxBridgeNetwork.open(
                  BRIDGE,
                  new ProxyPorts(),
                  (bridge, subnet) -> {
                    throw new Unavailable("the library is missing");
                  })) {
            assertThat(network.info().masquerade()).isFalse();
            assertThat(network.info().warnings())
                .singleElement()
                .asString()
                .contains("the library is missing", "nothing beyond");
          }
          return null;
        });
  }

  private static BridgeNetwork open(String bridge) {
    return LinuxBridgeNetwork.open(bridge, new ProxyPorts(), Firewall::open);
  }

  private static BridgeNetwork.Endpoint connect(BridgeNetwork network, Path container) {
    BridgeNetwork.Endpoint endpoint = network.reserve("c".repeat(64), List.of());
    endpoint.connect(container);
    return endpoint;
  }

  private static ServerSocket listen(Path namespace, String address) throws Exception {
    return in(namespace, () -> new ServerSocket(0, 8, InetAddress.ofLiteral(address)));
  }

  private static String seenBy(ServerSocket server, Path client) throws Exception {
    return seenBy(server, client, server.getLocalSocketAddress());
  }

  /** The address that a client's connection comes from. */
  private static String seenBy(ServerSocket server, Path client, SocketAddress target)
      throws Exception {
    Callable<Socket> dial =
        () -> {
          Socket socket = new Socket();
          socket.connect(target, PATIENCE);
          return socket;
        };
    server.setSoTimeout(PATIENCE);
    try (Socket dialled = in(client, dial);
        Socket accepted = server.accept()) {
      assertThat(dialled.isConnected()).isTrue();
      return accepted.getInetAddress().getHostAddress();
    }
  }

  /** Runs it where a host has a way to the outside, which sends everything by this host. */
  private static void onHost(Path outside, Callable<?> work) throws Exception {
    onThread(() -> {
      Namespaces.unshare(Namespaces.NETWORK);
      Namespaces.loopbackUp();
      try (NetworkLinks host = NetworkLinks.host();
          NetworkLinks beyond = NetworkLinks.in(outside);
          Fd peer = NetworkLinks.namespace(outside)) {
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

  private static <T> T in(Path namespace, Callable<T> work) throws Exception {
    return onThread(() -> {
      try (Fd file = NetworkLinks.namespace(namespace)) {
        Namespaces.enter(file, Namespaces.NETWORK);
      }
      return work.call();
    });
  }

  /** On a thread that then dies. */
  private static <T> T onThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    return task.get();
  }

  /** A network namespace that ends with a process. */
  private Path namespace() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("unshare", "-n", "sleep", "60").start();
    processes.add(process);
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path file = Path.of("/proc/" + process.pid() + "/ns/net");
    for (int i = 0; i < 200 && Files.readSymbolicLink(file).equals(own); i++) {
      Thread.sleep(10);
    }
    assertThat(Files.readSymbolicLink(file)).isNotEqualTo(own);
    return file;
  }
}
