package io.berth.keeper;

import io.berth.failure.BerthException;
import io.berth.keeper.wire.Channel.Letter;
import io.berth.keeper.wire.Message;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import io.berth.network.PortBinder;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Ports that the keeper holds, and that its successor is asked to hold again. */
final class RemotePorts implements PortBinder {

  private static final System.Logger LOG = System.getLogger(RemotePorts.class.getName());

  private final RemoteKeeper keeper;
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  RemotePorts(RemoteKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public Reservation reserve(String container, List<PortRequest> wanted) {
    if (wanted.isEmpty()) {
      return new Held(container, List.of(), null);
    }
    return keep(
        container, keeper.ask(call -> new Message.ReservePorts(call, container, wanted)), null);
  }

  @Override
  public Reservation adopt(String container, List<PublishedPort> ports, String address) {
    if (ports.isEmpty()) {
      return new Held(container, List.of(), address);
    }
    return keep(
        container,
        keeper.ask(call -> new Message.AdoptPorts(call, container, ports, address)),
        address);
  }

  private Held keep(String container, Letter answer, @Nullable String address) {
    List<PublishedPort> ports =
        answer.message() instanceof Message.Ports(_, var published) ? published : List.of();
    Held reservation = new Held(container, ports, address);
    held.put(container, reservation);
    return reservation;
  }

  /** A new keeper has none of them; one that was there all the time has them all. */
  void publishAgain(Link link) {
    for (Held reservation : held.values()) {
      String address = reservation.address;
      if (address != null) {
        try {
          link.ask(call ->
              new Message.AdoptPorts(call, reservation.container, reservation.ports, address));
        } catch (BerthException e) {
          LOG.log(
              Level.ERROR,
              "ports of container {0} are not published any more: {1}",
              reservation.container,
              e.getMessage());
        }
      }
    }
  }

  private final class Held implements Reservation {

    private final String container;
    private final List<PublishedPort> ports;
    private volatile @Nullable String address;

    Held(String container, List<PublishedPort> ports, @Nullable String address) {
      this.container = container;
      this.ports = ports;
      this.address = address;
    }

    @Override
    public List<PublishedPort> ports() {
      return ports;
    }

    @Override
    public void open(String containerAddress) {
      address = containerAddress;
      if (!ports.isEmpty()) {
        // the keeper that reserved them may have died since
        keeper.ask(call -> new Message.AdoptPorts(call, container, ports, containerAddress));
      }
    }

    @Override
    public void close() {
      if (held.remove(container, this)) {
        keeper.ask(call -> new Message.ClosePorts(call, container));
      }
    }
  }
}
