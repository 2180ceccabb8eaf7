package io.berth.container;

import io.berth.container.Containers.EndpointConfig;
import io.berth.container.RunNetwork.Joined;
import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.keeper.KeptRun;
import io.berth.network.BridgeNetwork.Endpoint;
import io.berth.network.PortBinder;
import io.berth.network.PortBinder.Reservation;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers come to networks and leave them. What a running one is connected to is stored before
 * the kernel is asked, so that a later process can finish or undo what a crash has cut.
 */
final class Connecting {

  private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);

  private final Networks networks;
  private final NetworkChoice choice;
  private final PortBinder binder;
  private final ContainerStore store;
  private final Announcer announcer;
  private final NameDirectory names;

  Connecting(
      Networks networks,
      PortBinder binder,
      ContainerStore store,
      Announcer announcer,
      NameDirectory names) {
    this.names = names;
    this.networks = networks;
    this.choice = new NetworkChoice(networks);
    this.binder = binder;
    this.store = store;
    this.announcer = announcer;
  }

  NetworkChoice choice() {
    return choice;
  }

  /** Reserves an address on each network, and the ports; nothing when it throws. */
  RunNetwork reserve(Container container) {
    RunNetwork network = new RunNetwork(container, networks, names, () -> publish(container));
    try {
      for (Attachment attachment : container.attachments) {
        Network one = find(attachment.network());
        if (one.isBridge()) {
          network.add(reserve(one, attachment, network.freeLink()));
        }
      }
      network.publish();
      return network;
    } catch (RuntimeException e) {
      throw giveBack(network, e);
    }
  }

  static RuntimeException giveBack(RunNetwork network, RuntimeException failure) {
    try {
      network.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private Network find(String id) {
    return networks.byId(id);
  }

  private Joined reserve(Network network, Attachment attachment, String link) {
    return new Joined(network, attachment, endpoint(network, attachment), link);
  }

  private Endpoint endpoint(Network network, Attachment attachment) {
    try {
      return networks.bridge(network).reserve(attachment.wanted());
    } catch (Conflict e) {
      String message = e.getMessage();
      throw new Forbidden(
          message.endsWith("is taken")
              ? "Address already in use"
              : message.startsWith("address ")
                  ? "Invalid address %s: It does not belong to any of this network's subnets"
                      .formatted(attachment.ipv4Address())
                  : message,
          e);
    } catch (Unavailable e) {
      throw e.getMessage().startsWith("no address is left")
          ? new Unavailable(
              "no available IPv4 addresses on this network's address pools: %s (%s)"
                  .formatted(network.name(), network.id()),
              e)
          : e;
    }
  }

  private Reservation publish(Container container) {
    int steps = Ports.steps(container.hostConfig);
    for (int step = 0; ; step++) {
      try {
        return binder.reserve(
            container.id, Ports.requests(container.config, container.hostConfig, step));
      } catch (Unavailable e) {
        if (step + 1 >= steps) {
          throw portFailure(container, e);
        }
      }
    }
  }

  private static BerthException portFailure(Container container, Unavailable failure) {
    int bind = failure.getMessage().indexOf("Bind for");
    if (bind < 0) {
      return failure;
    }
    return new Unavailable(
        "driver failed programming external connectivity on endpoint %s (%s): %s"
            .formatted(container.name, Ids.next(), failure.getMessage().substring(bind)),
        failure);
  }

  /** Takes over how a run of an earlier process is connected. */
  RunNetwork adopt(Container container, KeptRun kept) {
    RunNetwork network = new RunNetwork(container, networks, names, () -> publish(container));
    Optional<ConnectionMemo> memo = memo(container, kept);
    if (memo.isEmpty()) {
      return network;
    }
    for (ConnectionMemo.Kept one : memo.get().endpoints()) {
      try {
        Network found = find(one.network());
        Attachment attachment =
            attachment(container, one.network()).orElse(Attachment.to(one.network()));
        Endpoint endpoint = networks.bridge(found).adopt(one.info());
        network.add(new Joined(found, attachment, endpoint, one.link()));
      } catch (BerthException e) {
        LOG.error("a network of container {} is lost: {}", container.id, e.getMessage());
      }
    }
    network
        .way()
        .ifPresent(
            way -> network.published(publishAgain(container, memo.get(), way.info().address())));
    return network;
  }

  private Optional<ConnectionMemo> memo(Container container, KeptRun kept) {
    return store
        .connections(container)
        .filter(memo -> kept.startedAt().equals(memo.run()))
        .or(() ->
            Optional.of(kept.memo()).filter(text -> !text.isEmpty()).map(ConnectionMemo::read));
  }

  /** Somebody may have a port meanwhile; the container keeps its network all the same. */
  private Reservation publishAgain(Container container, ConnectionMemo memo, String address) {
    try {
      return binder.adopt(container.id, memo.ports(), address);
    } catch (BerthException e) {
      LOG.error(
          "ports of container {} are not published any more: {}", container.id, e.getMessage());
      return binder.reserve(container.id, List.of());
    }
  }

  private static Optional<Attachment> attachment(Container container, String network) {
    return container.attachments.stream().filter(one -> one.network().equals(network)).findFirst();
  }

  /** What of all networks belongs to no run that was taken over is removed. */
  void sweep() {
    networks.sweep();
  }

  /** Finishes what an earlier process had begun for a run that goes on. */
  void mend(Container container, Run run) {
    if (run.kept().exit().isDone()) {
      return;
    }
    try {
      run.network().mend(namespace(run));
    } catch (RuntimeException e) {
      LOG.error("network of container {}: {}", container.id, e.getMessage());
    }
  }

  private static Path namespace(Run run) {
    return Path.of("/proc/" + run.kept().pid() + "/ns/net");
  }

  void connect(Container container, Network network, @Nullable EndpointConfig config) {
    container.lock.lock();
    try {
      if (attachment(container, network.id()).isPresent()) {
        throw NetworkChoice.taken(container, network);
      }
      Attachment attachment = choice.more(container.attachments, network, config);
      List<Attachment> before = container.attachments;
      List<Attachment> after = new ArrayList<>(before);
      after.add(attachment);
      Run run = container.run;
      if (run == null) {
        container.attachments = List.copyOf(after);
        store.saveNetworks(container, null);
        return;
      }
      Joined one = network.isBridge() ? join(container, run, network, attachment) : null;
      try {
        container.attachments = List.copyOf(after);
        if (one != null) {
          run.network().join(namespace(run), one, () -> save(container, run));
          requireAlive(container, run);
          tell(() -> {
            EtcFiles.addOwn(container, one);
            EtcFiles.name(container, run.network());
          });
        }
        announcer.network(container, network, "connect");
      } catch (RuntimeException e) {
        container.attachments = before;
        undo(container, run, one, e);
        throw e;
      }
    } finally {
      container.lock.unlock();
    }
  }

  private interface Telling {
    void run() throws IOException;
  }

  /** What a container reads of its network is not worth failing for. */
  private static void tell(Telling telling) {
    try {
      telling.run();
    } catch (IOException e) {
      LOG.warn("hosts file of a container: {}", e.getMessage());
    }
  }

  private Joined join(Container container, Run run, Network network, Attachment attachment) {
    requireAlive(container, run);
    return reserve(network, attachment, run.network().freeLink());
  }

  /** The number of a process that has ended may soon be another one's. */
  private static void requireAlive(Container container, Run run) {
    if (run.kept().exit().isDone()) {
      throw new Conflict("container " + container.id + " is ending");
    }
  }

  private void save(Container container, Run run) {
    store.saveNetworks(container, ConnectionMemo.of(run.network(), run.startedAt()));
  }

  private void undo(Container container, Run run, @Nullable Joined one, RuntimeException failure) {
    try {
      if (one != null) {
        run.network().leave(namespace(run), one, () -> {});
      }
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    save(container, run);
  }

  void disconnect(Container container, String ref, boolean force) {
    Network network = network(container, ref, force);
    container.lock.lock();
    try {
      if (attachment(container, network.id()).isEmpty()) {
        throw new Unavailable(
            "container %s is not connected to network %s".formatted(container.id, network.name()));
      }
      if (container.isOnHostNetwork()) {
        throw new io.berth.failure.InvalidRequest(
            "container cannot be disconnected from host network or connected to host network");
      }
      List<Attachment> left = new ArrayList<>(container.attachments);
      left.removeIf(one -> one.network().equals(network.id()));
      container.attachments = List.copyOf(left);
      Run run = container.run;
      if (run == null) {
        store.saveNetworks(container, null);
        return;
      }
      Optional<Joined> joined = run.network().on(network.id());
      if (joined.isEmpty()) {
        save(container, run);
      } else {
        run.network().leave(namespace(run), joined.get(), () -> save(container, run));
        tell(() -> EtcFiles.removeOwn(container, joined.get()));
      }
      announcer.network(container, network, "disconnect");
    } finally {
      container.lock.unlock();
    }
  }

  /** Also one that is gone, which only its id is left of. */
  private Network network(Container container, String ref, boolean force) {
    try {
      return networks.inspect(ref.equals("default") ? "bridge" : ref);
    } catch (NotFound e) {
      if (force && attachment(container, ref).isPresent()) {
        return gone(ref);
      }
      throw e;
    }
  }

  private static Network gone(String id) {
    return new Network(
        id,
        id,
        java.time.Instant.EPOCH,
        "bridge",
        "",
        "",
        null,
        java.util.Map.of(),
        false,
        false,
        false,
        false,
        java.util.Map.of(),
        java.util.Map.of());
  }

  /** The networks that a container is to be on and that are there. */
  List<Network> of(Container container) {
    return container.attachments.stream()
        .map(one -> {
          try {
            return Optional.of(networks.byId(one.network()));
          } catch (NotFound e) {
            return Optional.<Network>empty();
          }
        })
        .flatMap(Optional::stream)
        .toList();
  }
}
