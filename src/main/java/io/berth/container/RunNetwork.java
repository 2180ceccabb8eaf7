package io.berth.container;

import io.berth.dns.NameServer;
import io.berth.failure.BerthException;
import io.berth.network.BridgeNetwork.Endpoint;
import io.berth.network.BridgeNetwork.EndpointInfo;
import io.berth.network.BridgeNetwork.PublishedPort;
import io.berth.network.PortBinder.Reservation;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one run is connected: an endpoint on each of its networks, and the ports that lead to one of
 * them. Changed with the container's lock held; reading needs none.
 */
final class RunNetwork {

  private final Container container;
  private final Networks networks;
  private final NameDirectory names;
  private final List<Joined> joined = new CopyOnWriteArrayList<>();
  private final Supplier<Reservation> publishing;
  private volatile @Nullable Reservation ports;
  private NameServer.@Nullable Opened resolver;

  /**
   * @param link the interface inside
   */
  record Joined(Network network, Attachment attachment, Endpoint endpoint, String link) {
    EndpointInfo info() {
      return endpoint.info();
    }
  }

  /**
   * @param publishing binds the container's ports on the host
   */
  RunNetwork(
      Container container,
      Networks networks,
      NameDirectory names,
      Supplier<Reservation> publishing) {
    this.container = container;
    this.names = names;
    this.networks = networks;
    this.publishing = publishing;
  }

  List<Joined> joined() {
    return joined;
  }

  List<PublishedPort> ports() {
    Reservation reservation = ports;
    return reservation == null ? List.of() : reservation.ports();
  }

  Optional<Joined> on(String network) {
    return joined.stream().filter(one -> one.network().id().equals(network)).findFirst();
  }

  /** The one whose gateway is the container's, by Docker's rule: priority, then name. */
  Optional<Joined> way() {
    return joined.stream()
        .filter(one -> !one.info().gateway().isEmpty())
        .min(
            Comparator.comparingInt((Joined one) -> -one.attachment().gatewayPriority())
                .thenComparing(one -> one.network().name()));
  }

  /** Binds the ports, if there is a way to lead them. */
  void publish() {
    if (ports == null && way().isPresent()) {
      ports = publishing.get();
    }
  }

  void published(Reservation reservation) {
    ports = reservation;
  }

  /** Nowhere but to this container: its address may soon be another one's. */
  private void lead() {
    Optional<Joined> way = way();
    Reservation reservation = ports;
    if (way.isPresent()) {
      publish();
      Objects.requireNonNull(ports).open(way.get().info().address());
    } else if (reservation != null) {
      ports = null;
      reservation.close();
    }
  }

  void add(Joined one) {
    joined.add(one);
    names.add(container, one);
  }

  /** Whether it finds others by name. */
  boolean isNamed() {
    return joined.stream().anyMatch(one -> one.network().isUserDefined());
  }

  private void name(Path netns) {
    if (isNamed() && resolver == null) {
      resolver = names.open(container, this, netns);
    }
  }

  String freeLink() {
    int number = 0;
    while (isLink("eth" + number)) {
      number++;
    }
    return "eth" + number;
  }

  private boolean isLink(String name) {
    return joined.stream().anyMatch(one -> one.link().equals(name));
  }

  /** For a namespace that has nothing yet, or what a half-made try left in it. */
  void connect(Path netns) {
    String way = way().map(Joined::link).orElse("");
    joined.forEach(one -> one.endpoint().connect(netns, one.link(), one.link().equals(way)));
    if (resolver != null) { // of a namespace that came to nothing
      resolver.close();
      resolver = null;
    }
    name(netns);
    lead();
  }

  /**
   * Adds one to a run that goes on.
   *
   * @param save is told of it before the kernel
   */
  void join(Path netns, Joined one, Runnable save) {
    add(one);
    save.run();
    one.endpoint().connect(netns, one.link(), false);
    turn(netns);
    name(netns);
  }

  void leave(Path netns, Joined one, Runnable save) {
    joined.remove(one);
    names.remove(one);
    save.run();
    turn(netns);
    one.endpoint().disconnect();
  }

  /** The way out may be another one now. */
  private void turn(Path netns) {
    Optional<Joined> way = way();
    networks.route(netns, way.map(one -> one.info().gateway()).orElse(null));
    lead();
  }

  /** Connects again what an earlier process had begun to, and did not finish. */
  void mend(Path netns) {
    List<Joined> broken =
        joined.stream().filter(one -> !one.endpoint().isConnected(netns, one.link())).toList();
    broken.forEach(one -> one.endpoint().connect(netns, one.link(), false));
    if (!broken.isEmpty()) {
      turn(netns);
    }
    name(netns);
  }

  void close() {
    List<RuntimeException> failures = new ArrayList<>();
    joined.forEach(names::remove);
    if (resolver != null) {
      attempt(resolver::close, failures);
    }
    joined.forEach(one -> attempt(one.endpoint()::close, failures));
    Reservation reservation = ports;
    if (reservation != null) {
      attempt(reservation::close, failures);
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private static void attempt(Runnable task, List<RuntimeException> failures) {
    try {
      task.run();
    } catch (BerthException e) {
      failures.add(e);
    }
  }
}
