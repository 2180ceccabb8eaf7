package io.berth.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.NetworkLinks.Link;
import io.berth.linux.netlink.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Against the real kernel, with a namespace that the test makes and that ends with its process. */
class LinuxBridgeNetworkIT {

  private static final String BRIDGE = "berth-it" + ProcessHandle.current().pid() % 10000;
  private static final String CONTAINER = "c".repeat(64);

  private static final PortBinder NO_PORTS =
      ports ->
          new PortBinder.Reservation() {
            @Override
            public List<BridgeNetwork.PublishedPort> ports() {
              return List.of();
            }

            @Override
            public void open(String containerAddress) {}

            @Override
            public void close() {}
          };

  @Test
  void givesANamespaceAnAddressAndARouteToTheHost() throws Exception {
    List<Link> before = links();
    Process inside = new ProcessBuilder("unshare", "-n", "sleep", "60").start();
    try (BridgeNetwork network = LinuxBridgeNetwork.open(BRIDGE, NO_PORTS, Firewall::open)) {
      Path netns = ownNamespace(inside);
      try (BridgeNetwork.Endpoint endpoint = network.reserve(CONTAINER, List.of());
          ServerSocket server =
              new ServerSocket(0, 1, InetAddress.ofLiteral(network.info().gateway()))) {
        endpoint.connect(netns);
        try (NetworkLinks links = NetworkLinks.in(netns)) {
          assertThat(links.addresses()).contains(Subnet.parse(network.info().subnet()));
        }
        Process client =
            new ProcessBuilder(
                    "nsenter",
                    "--net=" + netns,
                    "bash",
                    "-c",
                    "echo hello > /dev/tcp/"
                        + network.info().gateway()
                        + "/"
                        + server.getLocalPort())
                .start();
        try (Socket accepted = server.accept()) {
          assertThat(new String(accepted.getInputStream().readAllBytes())).isEqualTo("hello\n");
          assertThat(((InetSocketAddress) accepted.getRemoteSocketAddress()).getHostString())
              .isEqualTo(endpoint.info().address());
        }
        assertThat(client.waitFor(5, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      inside.destroyForcibly().waitFor();
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void enginesSideBySideHaveSubnetsOfTheirOwn() {
    List<Link> before = links();
    try (BridgeNetwork one = LinuxBridgeNetwork.open(BRIDGE + "a", NO_PORTS, Firewall::open);
        BridgeNetwork two = LinuxBridgeNetwork.open(BRIDGE + "b", NO_PORTS, Firewall::open)) {
      assertThat(Subnet.parse(one.info().subnet()).overlaps(Subnet.parse(two.info().subnet())))
          .isFalse();
    }
    assertThat(links()).isEqualTo(before);
  }

  @Test
  void replacesTheBridgeOfADeadEngine() {
    List<Link> before = links();
    try (NetworkLinks host = NetworkLinks.host()) {
      host.addBridge(BRIDGE);
    }
    LinuxBridgeNetwork.open(BRIDGE, NO_PORTS, Firewall::open).close();
    assertThat(links()).isEqualTo(before);
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

  private static Path ownNamespace(Process process) throws IOException, InterruptedException {
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path file = Path.of("/proc/" + process.pid() + "/ns/net");
    for (int i = 0; i < 200 && Files.readSymbolicLink(file).equals(own); i++) {
      Thread.sleep(10);
    }
    return file;
  }
}
