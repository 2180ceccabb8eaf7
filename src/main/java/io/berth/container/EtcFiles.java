package io.berth.container;

import io.berth.container.RunNetwork.Joined;
import io.berth.dns.NameServer;
import io.berth.failure.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The files of a container that its network decides: hosts(5), resolv.conf(5), hostname(5). */
final class EtcFiles {

  private static final String LOCAL =
      """
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      ff00::0\tip6-mcastprefix
      ff02::1\tip6-allnodes
      ff02::2\tip6-allrouters
      """;

  private static final Path HOST_RESOLVER = Path.of("/etc/resolv.conf");

  /** Where systemd-resolved keeps the servers behind its own loopback one. */
  private static final Path UPLINK_RESOLVER = Path.of("/run/systemd/resolve/resolv.conf");

  /** Docker's own fallback, when the host's only servers are on its loopback. */
  private static final List<String> PUBLIC_SERVERS = List.of("8.8.8.8", "8.8.4.4");

  /** A larger one, in bytes, is the container's own work. */
  private static final int MOST_HOSTS = 1 << 20;

  private EtcFiles() {}

  record ExtraHost(String name, String address) {}

  /** {@code name:address} or {@code name=address}; the address may be {@code host-gateway}. */
  static ExtraHost extraHost(String entry) {
    int cut = entry.indexOf('=');
    if (cut < 0) {
      cut = entry.indexOf(':');
    }
    if (cut <= 0 || !entry.substring(0, cut).matches("[a-zA-Z0-9._-]+")) {
      throw new InvalidRequest("bad format for add-host: \"" + entry + "\"");
    }
    String address = entry.substring(cut + 1);
    if (address.startsWith("[") && address.endsWith("]")) {
      address = address.substring(1, address.length() - 1);
    }
    if (!address.equals("host-gateway")) {
      Ports.address(address);
    }
    return new ExtraHost(entry.substring(0, cut), address);
  }

  static String hosts(Container container, RunNetwork network) throws IOException {
    StringBuilder text =
        new StringBuilder(
            container.isOnHostNetwork() ? Files.readString(Path.of("/etc/hosts")) : LOCAL);
    String gateway = network.way().map(way -> way.info().gateway()).orElse("127.0.0.1");
    for (String entry : container.hostConfig.extraHosts()) {
      ExtraHost extra = extraHost(entry);
      String target = extra.address().equals("host-gateway") ? gateway : extra.address();
      text.append(target).append('\t').append(extra.name()).append('\n');
    }
    network.joined().forEach(one -> text.append(own(container, one)));
    return text.toString();
  }

  /** The line of one of the container's own addresses. */
  private static String own(Container container, Joined one) {
    String name = container.config.hostname();
    String domain = container.config.domainname();
    return one.info().address()
        + "\t"
        + (domain.isEmpty() ? "" : name + "." + domain + " ")
        + name
        + "\n";
  }

  /** In the file that the container sees, whatever else it has written there. */
  static void addOwn(Container container, Joined one) throws IOException {
    change(container, text -> text + own(container, one));
  }

  static void removeOwn(Container container, Joined one) throws IOException {
    change(container, text -> text.replace(own(container, one), ""));
  }

  /** Tells a running container of the resolver, unless it has servers of its own writing. */
  static void name(Container container, RunNetwork network) throws IOException {
    Path file = container.file("resolv.conf");
    if (network.isNamed()
        && Files.size(file) < MOST_HOSTS
        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
            .equals(resolver(container, false))) {
      Files.writeString(file, resolver(container, true));
    }
  }

  private static void change(Container container, UnaryOperator<String> change) throws IOException {
    Path file = container.file("hosts");
    if (Files.size(file) < MOST_HOSTS) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      Files.write(file, change.apply(text).getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** Those that the engine itself asks for containers, which may be on the host's loopback. */
  static List<String> hostServers() {
    try {
      List<String> servers = values(hostResolver(false), "nameserver", false);
      return servers.isEmpty() ? PUBLIC_SERVERS : servers;
    } catch (IOException e) {
      return PUBLIC_SERVERS;
    }
  }

  /**
   * @param named whether the engine's own resolver answers
   */
  static String resolver(Container container, boolean named) throws IOException {
    HostConfig host = container.hostConfig;
    boolean shared = container.isOnHostNetwork();
    List<String> lines = hostResolver(!shared);
    List<String> servers =
        host.dns().isEmpty() ? values(lines, "nameserver", !shared) : List.copyOf(host.dns());
    if (servers.isEmpty() && !shared) {
      servers = PUBLIC_SERVERS;
    }
    if (named) {
      servers = List.of(NameServer.ADDRESS);
    }
    List<String> search =
        host.dnsSearch().isEmpty() ? values(lines, "search", false) : host.dnsSearch();
    List<String> options =
        host.dnsOptions().isEmpty() ? values(lines, "options", false) : host.dnsOptions();
    if (named && options.stream().noneMatch(option -> option.startsWith("ndots:"))) {
      options = Stream.concat(options.stream(), Stream.of("ndots:0")).toList();
    }
    StringBuilder text = new StringBuilder();
    servers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!search.isEmpty() && !search.equals(List.of("."))) {
      text.append("search ").append(String.join(" ", search)).append('\n');
    }
    if (!options.isEmpty()) {
      text.append("options ").append(String.join(" ", options)).append('\n');
    }
    return text.toString();
  }

  private static List<String> hostResolver(boolean isolated) throws IOException {
    if (!Files.exists(HOST_RESOLVER)) {
      return List.of();
    }
    List<String> lines = Files.readAllLines(HOST_RESOLVER);
    boolean unusable = isolated && values(lines, "nameserver", true).isEmpty();
    return unusable && Files.exists(UPLINK_RESOLVER) ? Files.readAllLines(UPLINK_RESOLVER) : lines;
  }

  /**
   * @param reachable leaves out loopback servers, which are the host's own
   */
  private static List<String> values(List<String> lines, String keyword, boolean reachable) {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      if (!words[0].equals(keyword)) {
        continue;
      }
      for (int i = 1; i < words.length; i++) {
        if (!reachable || !words[i].startsWith("127.") && !words[i].equals("::1")) {
          values.add(words[i]);
        }
      }
    }
    return values;
  }
}
