package io.berth.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users' networks by the real docker command, tried from inside containers. */
class NetworkIT {

  private static final String IMAGE = Site.IMAGE;
  private static final String SHOWN = "{{json .NetworkSettings.Networks}}";

  private static RunningBerth berth;
  private static Docker docker;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", IMAGE).exits(0);
  }

  @AfterEach
  void leaveNothing() {
    var left = docker.ok("ps", "-aq").lines().toList();
    if (!left.isEmpty()) {
      docker.run(Stream.concat(Stream.of("rm", "-f"), left.stream()).toArray(String[]::new));
    }
    docker.run("network", "prune", "-f");
  }

  @AfterAll
  static void stop() {
    if (berth != null) {
      berth.close();
    }
  }

  private static String run(String name, String... more) {
    var line =
        Stream.of(
                Stream.of("run", "-d", "--name", name),
                Stream.of(more),
                Stream.of(IMAGE, "sleep", "600"))
            .flatMap(words -> words);
    return docker.ok(line.toArray(String[]::new));
  }

  private static Docker.Result inside(String container, String script) {
    return docker.run("exec", container, "sh", "-c", script);
  }

  private static boolean reaches(String container, String address) {
    return inside(container, "busybox ping -c1 -W1 " + address).exit() == 0;
  }

  private static String address(String container, String network) {
    return docker.ok(
        "inspect",
        "-f",
        "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}",
        container);
  }

  @Test
  void makesShowsAndRemovesANetwork() {
    String id =
        docker.ok(
            "network",
            "create",
            "--subnet",
            "10.222.0.0/24",
            "--gateway",
            "10.222.0.9",
            "--ip-range",
            "10.222.0.128/25",
            "--label",
            "x=y",
            "-o",
            "com.docker.network.driver.mtu=1400",
            "shown");
    assertThat(id).matches("[0-9a-f]{64}");
    assertThat(docker.ok("network", "ls", "--format", "{{.Name}} {{.Driver}} {{.Scope}}"))
        .isEqualTo("bridge bridge local\nhost host local\nnone null local\nshown bridge local");
    assertThat(docker.ok("network", "inspect", "-f", "{{json .IPAM}}{{json .Options}}", "shown"))
        .isEqualTo(
            "{\"Driver\":\"default\",\"Options\":{},\"Config\":[{\"Subnet\":\"10.222.0.0/24\","
                + "\"IPRange\":\"10.222.0.128/25\",\"Gateway\":\"10.222.0.9\"}]}"
                + "{\"com.docker.network.driver.mtu\":\"1400\"}");
    run("one", "--network", "shown");
    assertThat(address("one", "shown")).isEqualTo("10.222.0.128");
    assertThat(inside("one", "cat /sys/class/net/eth0/mtu").text()).isEqualTo("1400");
    assertThat(docker.ok("network", "inspect", "-f", "{{json .Containers}}", "shown"))
        .contains("\"Name\":\"one\"", "\"IPv4Address\":\"10.222.0.128/24\"");
    assertThat(docker.run("network", "rm", "shown").exits(1).err())
        .contains("error while removing network: network shown id " + id + " has active endpoints");
    docker.ok("rm", "-f", "one");
    assertThat(docker.ok("network", "rm", id.substring(0, 12))).isEqualTo(id.substring(0, 12));
    assertThat(docker.run("network", "rm", "shown").exits(1).err())
        .contains("network shown not found");
  }

  @Test
  void refusesInDockersWords() {
    docker.ok("network", "create", "--subnet", "10.223.0.0/24", "taken");
    refused("network with name taken already exists", "taken");
    refused(
        "Pool overlaps with other one on this address space", "--subnet", "10.223.0.128/25", "n");
    refused("operation is not permitted on predefined bridge network", "bridge");
    refused("macvlan is not offered", "-d", "macvlan", "n");
    refused("IPv6 networks are not offered", "--ipv6", "n");
    refused("network option a.b is not offered", "-o", "a.b=c", "n");
    refused("overlaps 127.0.0.0/8", "--subnet", "127.1.0.0/16", "n");
    assertThat(docker.run("network", "rm", "host").exits(1).err())
        .contains("host is a pre-defined network and cannot be removed");
    assertThat(docker.run("run", "--rm", "--network", "nosuch", IMAGE, "true").exits(125).err())
        .contains("network nosuch not found");
    assertThat(docker.run("run", "--rm", "--ip", "10.9.9.9", IMAGE, "true").exits(125).err())
        .contains("user specified IP address is supported on user defined networks only");
    docker.ok("network", "create", "chosen");
    assertThat(
            docker
                .run("run", "--rm", "--network", "chosen", "--ip", "10.9.9.9", IMAGE, "true")
                .exits(125)
                .err())
        .contains("only when connecting to networks with user configured subnets");
    assertThat(docker.ok("network", "ls", "-q", "-f", "type=custom").lines()).hasSize(2);
  }

  private static void refused(String words, String... arguments) {
    var line = Stream.concat(Stream.of("network", "create"), Stream.of(arguments));
    assertThat(docker.run(line.toArray(String[]::new)).exits(1).err()).contains(words);
  }

  @Test
  void networksAreApartAndContainersOnOneAreNot() {
    docker.ok("network", "create", "left");
    docker.ok("network", "create", "right");
    docker.ok("network", "create", "--internal", "inner");
    docker.ok("network", "create", "-o", "com.docker.network.bridge.enable_icc=false", "quiet");
    run("ca", "--network", "left");
    run("cb", "--network", "left");
    run("cc", "--network", "right");
    run("cd");
    run("ce", "--network", "inner");
    run("cf", "--network", "inner");
    run("cg", "--network", "quiet");
    run("ch", "--network", "quiet");
    assertThat(reaches("ca", address("cb", "left"))).isTrue();
    assertThat(reaches("ca", address("cc", "right"))).isFalse();
    assertThat(reaches("cc", address("ca", "left"))).isFalse();
    assertThat(reaches("ca", address("cd", "bridge"))).isFalse();
    assertThat(reaches("cd", address("ca", "left"))).isFalse();
    assertThat(reaches("ce", address("cf", "inner"))).isTrue();
    assertThat(inside("ce", "busybox ip route").text()).doesNotContain("default");
    assertThat(reaches("ca", address("ce", "inner"))).isFalse();
    assertThat(reaches("cg", address("ch", "quiet"))).isFalse();
    assertThat(inside("ca", "busybox ip route").text()).contains("default via");
  }

  @Test
  void connectsAndDisconnectsWhatRunsAndWhatDoesNot() {
    docker.ok("network", "create", "--subnet", "10.224.1.0/24", "first");
    docker.ok("network", "create", "--subnet", "10.224.2.0/24", "second");
    run("peer", "--network", "second");
    run("one", "--network", "first");
    assertThat(reaches("one", address("peer", "second"))).isFalse();
    docker.ok("network", "connect", "--ip", "10.224.2.77", "--alias", "al", "second", "one");
    assertThat(address("one", "second")).isEqualTo("10.224.2.77");
    assertThat(docker.ok("inspect", "-f", SHOWN, "one"))
        .contains("\"IPAMConfig\":{\"IPv4Address\":\"10.224.2.77\"}", "\"al\"");
    assertThat(reaches("one", address("peer", "second"))).isTrue();
    assertThat(inside("one", "cat /etc/hosts").text()).contains("10.224.2.77\t");
    assertThat(docker.run("network", "connect", "second", "one").exits(1).err())
        .contains("endpoint with name one already exists in network second");
    assertThat(
            docker
                .run("network", "connect", "--ip", "10.224.2.77", "second", "peer")
                .exits(1)
                .err())
        .contains("already exists");
    docker.ok("network", "disconnect", "first", "one");
    assertThat(inside("one", "busybox ip route").text()).contains("default via 10.224.2.1");
    assertThat(inside("one", "cat /etc/hosts").text()).doesNotContain("10.224.1.");
    docker.ok("network", "disconnect", "second", "one");
    assertThat(inside("one", "busybox ip -o link").text()).doesNotContain("eth");
    docker.ok("network", "connect", "first", "one");
    assertThat(inside("one", "busybox ip route").text()).contains("default via 10.224.1.1");
    docker.ok("create", "--name", "later", "--network", "first", IMAGE, "sleep", "600");
    docker.ok("network", "connect", "second", "later");
    docker.ok("start", "later");
    assertThat(address("later", "first")).startsWith("10.224.1.");
    assertThat(address("later", "second")).startsWith("10.224.2.");
    docker.ok("stop", "-t", "0", "later");
    docker.ok("network", "disconnect", "first", "later");
    docker.ok("start", "later");
    assertThat(docker.ok("inspect", "-f", "{{len .NetworkSettings.Networks}}", "later"))
        .isEqualTo("1");
  }

  @Test
  void oneOfTwoGetsAnAddress() {
    docker.ok("network", "create", "--subnet", "10.225.0.0/24", "narrow");
    var both =
        Stream.of("box-x", "box-y")
            .map(name ->
                CompletableFuture.supplyAsync(() ->
                    docker.run(
                        "run",
                        "-d",
                        "--name",
                        name,
                        "--network",
                        "narrow",
                        "--ip",
                        "10.225.0.5",
                        IMAGE,
                        "sleep",
                        "600")))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    assertThat(both.stream().filter(one -> one.exit() == 0)).hasSize(1);
    assertThat(both.stream().filter(one -> one.exit() != 0).findFirst().orElseThrow().err())
        .contains("Address already in use");
    assertThat(
            docker
                .run("run", "--rm", "--network", "narrow", "--ip", "10.9.0.5", IMAGE, "true")
                .err())
        .contains("Invalid address 10.9.0.5");
  }

  @Test
  void nobodyPretendsToBeAnother() {
    docker.ok("network", "create", "--subnet", "10.226.0.0/24", "market");
    run("honest", "--network", "market", "--ip", "10.226.0.10");
    run("victim", "--network", "market", "--ip", "10.226.0.20");
    run("thief", "--network", "market", "--ip", "10.226.0.30", "--cap-add", "NET_ADMIN");
    assertThat(reaches("thief", "10.226.0.10")).isTrue();
    inside("thief", "busybox ip addr add 10.226.0.20/24 dev eth0").exits(0);
    assertThat(inside("thief", "busybox ping -c1 -W1 -I 10.226.0.20 10.226.0.10").exit())
        .isNotZero();
    inside("thief", "busybox arping -c 2 -U -I eth0 10.226.0.20");
    inside("honest", "busybox ping -c1 -W1 10.226.0.20").exits(0);
    assertThat(inside("honest", "cat /proc/net/arp").out().lines())
        .filteredOn(line -> line.startsWith("10.226.0.20 "))
        .singleElement()
        .asString()
        .contains(mac("victim"));
    inside("thief", "busybox ip addr del 10.226.0.20/24 dev eth0").exits(0);
    assertThat(reaches("thief", "10.226.0.10")).isTrue();
    inside("thief", "busybox ip link set eth0 address " + mac("victim")).exits(0);
    assertThat(reaches("thief", "10.226.0.10")).isFalse();
    assertThat(reaches("honest", "10.226.0.20")).isTrue();
    assertThat(
            docker
                .run(
                    "run",
                    "--rm",
                    "--network",
                    "market",
                    "--mac-address",
                    mac("victim"),
                    IMAGE,
                    "true")
                .exits(125)
                .err())
        .contains("is in use on this network");
  }

  private static String mac(String container) {
    return docker.ok(
        "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}", container);
  }

  @Test
  void containersFindEachOtherByName() {
    docker.ok("network", "create", "--subnet", "10.227.0.0/24", "town");
    docker.ok("network", "create", "village");
    docker.ok("network", "create", "--internal", "cellar");
    String id = run("baker", "--network", "town", "--ip", "10.227.0.10", "--network-alias", "shop");
    run("smith", "--network", "town", "--ip", "10.227.0.11", "--network-alias", "shop");
    run("monk", "--network", "village");
    run("mole", "--network", "cellar");
    run("loner");
    assertThat(inside("smith", "cat /etc/resolv.conf").text())
        .contains("nameserver 127.0.0.11", "ndots:0");
    assertThat(inside("loner", "cat /etc/resolv.conf").text()).doesNotContain("127.0.0.11");
    for (String name : List.of("baker", "BAKER", id.substring(0, 12), "baker.town")) {
      assertThat(lookup("smith", name)).as(name).contains("10.227.0.10");
    }
    assertThat(lookup("smith", "shop")).contains("10.227.0.10", "10.227.0.11");
    assertThat(lookup("smith", "10.227.0.10")).contains("baker.town");
    assertThat(lookup("smith", "monk")).contains("can't");
    assertThat(lookup("monk", "baker")).contains("can't");
    assertThat(lookup("mole", "mole")).contains("Address");
    assertThat(lookup("mole", "deb.debian.org")).contains("NXDOMAIN");
    docker.ok("rename", "baker", "miller");
    assertThat(lookup("smith", "miller")).contains("10.227.0.10");
    assertThat(lookup("smith", "baker")).contains("can't");
    docker.ok("network", "connect", "--alias", "brother", "town", "monk");
    assertThat(lookup("smith", "brother")).contains("10.227.0.");
    assertThat(lookup("monk", "smith")).contains("10.227.0.11");
    docker.ok("network", "disconnect", "town", "monk");
    assertThat(lookup("smith", "brother")).contains("can't");
    docker.ok("network", "connect", "town", "loner");
    assertThat(inside("loner", "cat /etc/resolv.conf").text()).contains("127.0.0.11");
    assertThat(lookup("loner", "smith")).contains("10.227.0.11");
    docker.ok("rm", "-f", "miller");
    assertThat(lookup("smith", "shop")).doesNotContain("10.227.0.10");
    // the port itself is the container's own
    assertThat(inside("smith", "busybox timeout 1 busybox nc -l -p 53; echo $?").text())
        .doesNotContain("in use");
  }

  private static String lookup(String container, String name) {
    var result = inside(container, "busybox nslookup " + name + " 127.0.0.11");
    return result.out() + result.err();
  }

  @Test
  void publishedPortsLeadToAUsersNetwork() throws Exception {
    docker.ok("network", "create", "web");
    assertThat(Site.get(Site.run(docker, "web").port())).isEqualTo(Site.PAGE);
  }

  @Test
  void tellsWhatHappens() {
    String since = docker.ok("info", "-f", "{{.SystemTime}}");
    docker.ok("network", "create", "told");
    run("one", "--network", "told");
    docker.ok("rm", "-f", "one");
    docker.ok("network", "rm", "told");
    assertThat(
            docker.events(
                since,
                "{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}}",
                "type=network"))
        .isEqualTo(
            String.join(
                "\n",
                List.of(
                    "create told bridge",
                    "connect told bridge",
                    "disconnect told bridge",
                    "destroy told bridge")));
  }

  @Test
  void leavesNoLinkBehind() throws IOException {
    var before = links();
    docker.ok("network", "create", "gone");
    run("one", "--network", "gone");
    docker.ok("network", "connect", "bridge", "one");
    docker.ok("rm", "-f", "one");
    docker.ok("network", "rm", "gone");
    org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(links()).isEqualTo(before));
  }

  /** Of this engine: others may run beside it. */
  private static List<String> links() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/sys/class/net"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("vb") || isOurs(name))
          .filter(name -> !name.startsWith("bn") && !name.startsWith("berth"))
          .sorted()
          .toList();
    }
  }

  private static boolean isOurs(String veth) {
    try {
      var master = Path.of("/sys/class/net", veth, "master").toRealPath().getFileName().toString();
      return docker.ok("network", "inspect", "-f", "{{.Options}}", "bridge").contains(master);
    } catch (IOException e) {
      return false;
    }
  }
}
