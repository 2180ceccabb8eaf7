package io.berth.container;

import io.berth.container.RunNetwork.Joined;
import io.berth.dns.NameServer;
import io.berth.dns.Zone;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who is on which network, by all the names that others there may call them. A container is told of
 * those on its own networks only.
 */
final class NameDirectory {

  private final NameServer server;
  private final Map<String, List<Entry>> byNetwork = new ConcurrentHashMap<>();
  private final HostResolvers resolvers = new HostResolvers();

  private record Entry(Container container, Joined joined) {

    boolean isCalled(String name) {
      if (isOwn(name)) {
        return true;
      }
      String network = "." + joined.network().name().toLowerCase(Locale.ROOT);
      return name.endsWith(network) && isOwn(name.substring(0, name.length() - network.length()));
    }

    private boolean isOwn(String name) {
      return name.equalsIgnoreCase(container.name)
          || name.equals(container.shortId())
          || joined.attachment().aliases().stream().anyMatch(name::equalsIgnoreCase);
    }

    Inet4Address address() {
      return Inet4Address.ofLiteral(joined.info().address());
    }
  }

  NameDirectory(NameServer server) {
    this.server = server;
  }

  void add(Container container, Joined joined) {
    if (joined.network().isUserDefined()) {
      byNetwork
          .computeIfAbsent(joined.network().id(), _ -> new CopyOnWriteArrayList<>())
          .add(new Entry(container, joined));
    }
  }

  void remove(Joined joined) {
    byNetwork.computeIfPresent(
        joined.network().id(),
        (_, entries) -> {
          entries.removeIf(entry -> entry.joined().equals(joined));
          return entries.isEmpty() ? null : entries;
        });
  }

  /** Answers in the container, for as long as it is on a network of somebody's making. */
  NameServer.Opened open(Container container, RunNetwork network, Path netns) {
    return server.open(netns, new Seen(container, network));
  }

  private List<Entry> on(Joined joined) {
    return byNetwork.getOrDefault(joined.network().id(), List.of());
  }

  private final class Seen implements Zone {

    private final Container container;
    private final RunNetwork network;

    Seen(Container container, RunNetwork network) {
      this.container = container;
      this.network = network;
    }

    @Override
    public List<Inet4Address> addresses(String name) {
      for (Joined joined : network.joined()) {
        List<Inet4Address> found =
            on(joined).stream()
                .filter(entry -> entry.isCalled(name))
                .map(Entry::address)
                .distinct()
                .toList();
        if (!found.isEmpty()) {
          return found;
        }
      }
      return List.of();
    }

    @Override
    public Optional<String> name(Inet4Address address) {
      String text = address.getHostAddress();
      return network.joined().stream()
          .flatMap(joined -> on(joined).stream())
          .filter(entry -> entry.joined().info().address().equals(text))
          .findFirst()
          .map(entry -> entry.container().name + "." + entry.joined().network().name());
    }

    /** Nobody beyond is asked for a container that has no way beyond. */
    @Override
    public List<InetSocketAddress> servers() {
      if (network.way().isEmpty()) {
        return List.of();
      }
      List<String> own = container.hostConfig.dns();
      return (own.isEmpty() ? resolvers.servers() : own)
          .stream()
              .map(InetAddress::ofLiteral)
              // the engine asks, and what is loopback to it is the host's
              .filter(address -> own.isEmpty() || !isHosts(address))
              .map(address -> new InetSocketAddress(address, NameServer.PORT))
              .toList();
    }

    private static boolean isHosts(InetAddress address) {
      return address.isLoopbackAddress() || address.isAnyLocalAddress();
    }
  }
}
