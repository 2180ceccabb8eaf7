package io.berth.container;

import io.berth.container.RunNetwork.Joined;
import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.Unavailable;
import io.berth.keeper.KeptRun;
import io.berth.network.BridgeNetwork.Endpoint;
import io.berth.network.PortBinder;
import io.berth.network.PortBinder.Reservation;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets a run its addresses and ports, or those that it has had from an earlier process. */
final class Reserving {

  private static final Logger LOG = LoggerFactory.getLogger(Reserving.class);

  private final Networks networks;
  private final PortBinder binder;
  private final ContainerStore store;
  private final NameDirectory names;

  Reserving(Networks networks, PortBinder binder, ContainerStore store, NameDirectory names) {
    this.networks = networks;
    this.binder = binder;
    this.store = store;
    this.names = names;
  }

  /** Reserves an address on each network, and the ports; nothing when it throws. */
  RunNetwork reserve(Container container) {
    RunNetwork network = new RunNetwork(container, networks, names, () -> publish(container));
    try {
      for (Attachment attachment : container.attachments) {
        Network one = networks.byId(attachment.network());
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

  Joined reserve(Network network, Attachment attachment, String link) {
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
        Network found = networks.byId(one.network());
        Attachment attachment =
            Connecting.attachment(container, one.network()).orElse(Attachment.to(one.network()));
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
}
