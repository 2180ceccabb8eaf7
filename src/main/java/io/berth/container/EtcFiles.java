package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * @param address the container's own, or null when it has none
   * @param gateway stands for {@code host-gateway}
   */
  static String hosts(
      ContainerConfig config, HostConfig host, @Nullable String address, @Nullable String gateway)
      throws IOException {
    boolean shared = host.networkMode().equals("host");
    StringBuilder text =
        new StringBuilder(shared ? Files.readString(Path.of("/etc/hosts")) : LOCAL);
    for (String entry : host.extraHosts()) {
      ExtraHost extra = extraHost(entry);
      String target = extra.address();
      if (target.equals("host-gateway")) {
        target = gateway == null ? "127.0.0.1" : gateway;
      }
      text.append(target).append('\t').append(extra.name()).append('\n');
    }
    if (address != null) {
      text.append(address).append('\t');
      if (!config.domainname().isEmpty()) {
        text.append(config.hostname()).append('.').append(config.domainname()).append(' ');
      }
      text.append(config.hostname()).append('\n');
    }
    return text.toString();
  }

  static String resolver(HostConfig host) throws IOException {
    boolean shared = host.networkMode().equals("host");
    List<String> lines = hostResolver(!shared);
    List<String> servers =
        host.dns().isEmpty() ? values(lines, "nameserver", !shared) : List.copyOf(host.dns());
    if (servers.isEmpty() && !shared) {
      servers = PUBLIC_SERVERS;
    }
    List<String> search =
        host.dnsSearch().isEmpty() ? values(lines, "search", false) : host.dnsSearch();
    List<String> options =
        host.dnsOptions().isEmpty() ? values(lines, "options", false) : host.dnsOptions();
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
