package io.berth.container;

import io.berth.container.HostConfig.PortBinding;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import io.berth.network.BridgeNetwork.PortRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Exposed and published ports as Docker writes them. */
final class Ports {

  private static final Set<String> PROTOCOLS = Set.of("tcp", "udp");

  private Ports() {}

  /** A container's port, {@code 80/tcp}. */
  record Port(int number, String protocol) implements Comparable<Port> {
    @Override
    public int compareTo(Port other) {
      return number != other.number ? number - other.number : protocol.compareTo(other.protocol);
    }

    @Override
    public String toString() {
      return number + "/" + protocol;
    }
  }

  /** Host ports {@code first} to {@code last}; 0 to 0 for any free one. */
  record Range(int first, int last) {}

  static Port port(String text) {
    String[] parts = text.split("/", 2);
    String protocol = parts.length == 2 && !parts[1].isEmpty() ? parts[1] : "tcp";
    if (protocol.equals("sctp")) {
      throw new Unsupported("port " + text + ": sctp is not offered, only tcp and udp");
    }
    if (!PROTOCOLS.contains(protocol)) {
      throw new InvalidRequest("invalid port specification: \"" + text + "\"");
    }
    return new Port(number(parts[0], 1, text), protocol);
  }

  static Range range(String text) {
    if (text.isEmpty()) {
      return new Range(0, 0);
    }
    String[] ends = text.split("-", 2);
    int first = number(ends[0], 0, text);
    int last = ends.length == 2 ? number(ends[1], 1, text) : first;
    if (last < first) {
      throw new InvalidRequest("invalid port specification: \"" + text + "\"");
    }
    return new Range(first, last);
  }

  private static int number(String digits, int least, String whole) {
    if (digits.matches("\\d{1,5}")) {
      int number = Integer.parseInt(digits);
      if (number >= least && number <= 65535) {
        return number;
      }
    }
    throw new InvalidRequest("invalid port specification: \"" + whole + "\"");
  }

  static void check(ContainerConfig config, HostConfig host) {
    config.exposedPorts().keySet().forEach(Ports::exposed);
    host.portBindings()
        .forEach((port, bindings) -> {
          port(port);
          Unset.or(bindings).forEach(Ports::checkBinding);
        });
  }

  private static void checkBinding(PortBinding binding) {
    range(binding.hostPort());
    if (!binding.hostIp().isEmpty()) {
      address(binding.hostIp());
    }
  }

  /** A literal address; names are not looked up. */
  static InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("invalid IP address: " + text, e);
    }
  }

  /** Ports that the image or the user exposes; an entry may be a range, {@code 8000-8010/tcp}. */
  static Set<Port> exposed(ContainerConfig config) {
    Set<Port> ports = new TreeSet<>();
    config.exposedPorts().keySet().forEach(entry -> ports.addAll(exposed(entry)));
    return ports;
  }

  private static List<Port> exposed(String entry) {
    int dash = entry.indexOf('-');
    if (dash < 0) {
      return List.of(port(entry));
    }
    int slash = entry.indexOf('/');
    String suffix = slash < 0 ? "" : entry.substring(slash);
    Range range = range(slash < 0 ? entry : entry.substring(0, slash));
    List<Port> ports = new ArrayList<>();
    for (int number = range.first(); number <= range.last(); number++) {
      ports.add(port(number + suffix));
    }
    return ports;
  }

  /**
   * What to publish.
   *
   * @param step which port of each range to take
   */
  static List<PortRequest> requests(ContainerConfig config, HostConfig host, int step) {
    List<PortRequest> requests = new ArrayList<>();
    for (Map.Entry<String, List<PortBinding>> entry : host.portBindings().entrySet()) {
      Port port = port(entry.getKey());
      for (PortBinding binding : Unset.or(entry.getValue())) {
        Range range = range(binding.hostPort());
        int hostPort = Math.min(range.first() + step, range.last());
        requests.add(new PortRequest(port.protocol(), port.number(), binding.hostIp(), hostPort));
      }
    }
    if (host.publishAllPorts()) {
      for (Port port : exposed(config)) {
        if (Unset.or(host.portBindings().get(port.toString())).isEmpty()) {
          requests.add(new PortRequest(port.protocol(), port.number(), "", 0));
        }
      }
    }
    return requests;
  }

  /** How many steps {@link #requests} has before every range is used up. */
  static int steps(HostConfig host) {
    return host.portBindings().values().stream()
        .flatMap(bindings -> Unset.or(bindings).stream())
        .map(binding -> range(binding.hostPort()))
        .mapToInt(range -> range.last() - range.first() + 1)
        .max()
        .orElse(1);
  }
}
