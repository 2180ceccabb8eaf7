package io.berth.container;

import io.berth.container.Containers.EndpointConfig;
import io.berth.container.RunNetwork.Joined;
import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
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
  private final Reserving reserving;
  private final ContainerStore store;
  private final Announcer announcer;

  Connecting(Networks networks, Reserving reserving, ContainerStore store, Announcer announcer) {
    this.networks = networks;
    this.choice = new NetworkChoice(networks);
    this.reserving = reserving;
    this.store = store;
    this.announcer = announcer;
  }

  NetworkChoice choice() {
    return choice;
  }

  static Optional<Attachment> attachment(Container container, String network) {
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
    return reserving.reserve(network, attachment, run.network().freeLink());
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
        throw NetworkChoice.hostNetwork();
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
        return Network.gone(ref);
      }
      throw e;
    }
  }
}
