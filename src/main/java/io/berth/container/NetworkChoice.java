package io.berth.container;

import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.EndpointConfig;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unsupported;
import io.berth.networks.BuiltIn;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The networks that a container asks for, with Docker's rules of what goes together. */
final class NetworkChoice {

  private static final Set<String> DEFAULT = Set.of("", "default", "bridge");

  private final Networks networks;

  NetworkChoice(Networks networks) {
    this.networks = networks;
  }

  /** What was stored before containers had a list of networks. */
  static List<Attachment> byMode(HostConfig host) {
    return List.of(
        Attachment.to(
            switch (host.networkMode()) {
              case "host" -> BuiltIn.HOST.id();
              case "none" -> BuiltIn.NONE.id();
              default -> BuiltIn.BRIDGE.id();
            }));
  }

  /** In order: the one that the mode names first. */
  List<Attachment> of(CreateRequest request, HostConfig host) {
    Network first = find(host.networkMode());
    Map<String, @Nullable EndpointConfig> wanted = new HashMap<>();
    List<Network> all = new ArrayList<>(List.of(first));
    request
        .endpoints()
        .forEach((ref, config) -> {
          Network network = find(ref);
          if (wanted.containsKey(network.id())) {
            throw new InvalidRequest("network " + network.name() + " is given twice");
          }
          wanted.put(network.id(), config);
          if (!network.id().equals(first.id())) {
            all.add(network);
          }
        });
    if (all.size() > 1) {
      all.forEach(NetworkChoice::requireShareable);
    }
    String mac = request.config().macAddress();
    return all.stream()
        .map(network -> attachment(network, wanted.get(network.id()), network == first ? mac : ""))
        .toList();
  }

  /** A 404 would make the docker command pull the image. */
  private Network find(String ref) {
    try {
      return networks.inspect(DEFAULT.contains(ref) ? BuiltIn.BRIDGE.id() : ref);
    } catch (NotFound e) {
      throw new InvalidRequest(e.getMessage(), e);
    }
  }

  private static void requireShareable(Network network) {
    if (network.id().equals(BuiltIn.HOST.id())) {
      throw new InvalidRequest(
          "container sharing network namespace with another container or host cannot be connected"
              + " to any other network");
    }
    if (network.id().equals(BuiltIn.NONE.id())) {
      throw noneAmongOthers();
    }
  }

  private static InvalidRequest noneAmongOthers() {
    return new InvalidRequest(
        "container cannot be connected to multiple networks with one of the networks in private"
            + " (none) mode");
  }

  /**
   * One more network for a container.
   *
   * @param now those that it has
   */
  Attachment more(List<Attachment> now, Network network, @Nullable EndpointConfig config) {
    if (network.id().equals(BuiltIn.HOST.id()) || has(now, BuiltIn.HOST)) {
      throw hostNetwork();
    }
    if (!now.isEmpty() && (network.id().equals(BuiltIn.NONE.id()) || has(now, BuiltIn.NONE))) {
      throw noneAmongOthers();
    }
    return attachment(network, config, "");
  }

  static InvalidRequest hostNetwork() {
    return new InvalidRequest(
        "container cannot be disconnected from host network or connected to host network");
  }

  private static boolean has(List<Attachment> now, BuiltIn network) {
    return now.stream().anyMatch(attachment -> attachment.network().equals(network.id()));
  }

  private static Attachment attachment(
      Network network, @Nullable EndpointConfig config, String generalMac) {
    EndpointConfig given = config == null ? EndpointConfig.NONE : config;
    String address = Unset.or(given.ipv4Address());
    if (!Unset.or(given.ipv6Address()).isEmpty()) {
      throw new Unsupported("IPv6 addresses are not offered by this version");
    }
    if (!network.isUserDefined()) {
      if (!address.isEmpty()) {
        throw new InvalidRequest(
            "user specified IP address is supported on user defined networks only");
      }
      if (!given.aliases().isEmpty()) {
        throw new InvalidRequest(
            "network-scoped alias is supported only for containers in user defined networks");
      }
    }
    if (!given.links().isEmpty()) {
      throw new Unsupported("links are not offered by this version: use a network's aliases");
    }
    if (!address.isEmpty()) {
      checkAddress(network, address);
    }
    given.aliases().forEach(NetworkChoice::checkAlias);
    String mac = Unset.or(given.macAddress()).isEmpty() ? generalMac : given.macAddress();
    return new Attachment(
        network.id(),
        given.aliases().stream().distinct().toList(),
        address.isEmpty() ? null : address,
        Unset.or(mac).isEmpty() ? null : mac(network, Unset.or(mac)),
        given.driverOptions(),
        given.gatewayPriority());
  }

  private static void checkAddress(Network network, String address) {
    if (!network.subnetChosen()) {
      throw new InvalidRequest(
          "user specified IP address is supported only when connecting to networks with user"
              + " configured subnets");
    }
    if (!address.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
      throw new InvalidRequest("invalid IPv4 address: " + address);
    }
    try {
      Inet4Address.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("invalid IPv4 address: " + address, e);
    }
  }

  private static void checkAlias(String alias) {
    if (!alias.matches("[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,252}[a-zA-Z0-9_])?")) {
      throw new InvalidRequest(
          "invalid network alias "
              + alias
              + ": only letters, digits, and inside also . and -, 254 at most");
    }
  }

  private static String mac(Network network, String text) {
    String mac = text.toLowerCase(java.util.Locale.ROOT).replace('-', ':');
    if (!mac.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}") || mac.equals("00:00:00:00:00:00")) {
      throw new InvalidRequest("invalid MAC address: " + text);
    }
    if ((Integer.parseInt(mac.substring(0, 2), 16) & 1) == 1) {
      throw new InvalidRequest("invalid MAC address: " + text + " is for groups of receivers");
    }
    if (!network.isBridge()) {
      throw new InvalidRequest("conflicting options: mac-address and the network mode");
    }
    return mac;
  }

  static Forbidden taken(Container container, Network network) {
    return new Forbidden(
        "endpoint with name %s already exists in network %s"
            .formatted(container.name, network.name()));
  }
}
