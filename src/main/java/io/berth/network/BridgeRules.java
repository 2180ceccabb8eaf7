package io.berth.network;

import io.berth.failure.BerthException;
import io.berth.network.Firewall.Guest;
import io.berth.network.Firewall.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What leads from bridges to the world and keeps them apart: rules and forwarding, or neither.
 * Forwarding without rules would open containers to the neighbours and still bring no answer back.
 * Thread-safe.
 */
final class BridgeRules {

  private final Firewall firewall;
  private final Forwarding forwarding;
  private final boolean apart;
  private final boolean guarded;
  private final List<String> warnings;

  private BridgeRules(
      Firewall firewall,
      Forwarding forwarding,
      boolean apart,
      boolean guarded,
      List<String> warnings) {
    this.firewall = firewall;
    this.forwarding = forwarding;
    this.apart = apart;
    this.guarded = guarded;
    this.warnings = warnings;
  }

  /**
   * @param engine the default bridge's name
   */
  static BridgeRules open(
      PacketFilter filter, String engine, Forwarding forwarding, List<Guest> guests) {
    Firewall firewall = new Firewall(filter, engine);
    List<String> warnings = new ArrayList<>();
    boolean apart = false;
    boolean guarded = false;
    try {
      firewall.open(guests);
      apart = true;
      firewall.openPorts();
      guarded = true;
    } catch (BerthException e) {
      warnings.add(
          apart
              ? "containers on one network can pretend to be each other, as " + e.getMessage()
              : "no firewall rules for "
                  + engine
                  + ", as "
                  + e.getMessage()
                  + ": containers reach the host and each other but nothing beyond, and nothing"
                  + " keeps them apart from other networks that this host forwards for");
    }
    if (apart) {
      forwarding.on();
    }
    return new BridgeRules(firewall, forwarding, apart, guarded, List.copyOf(warnings));
  }

  boolean masquerades() {
    return apart;
  }

  List<String> warnings() {
    return warnings;
  }

  void add(Guest guest) {
    if (apart) {
      firewall.add(guest);
    }
  }

  void remove(Guest guest) {
    if (apart) {
      firewall.remove(guest);
    }
  }

  void guard(BridgeEndpoint endpoint) {
    if (guarded) {
      firewall.add(source(endpoint));
    }
  }

  void unguard(BridgeEndpoint endpoint) {
    if (guarded) {
      firewall.remove(source(endpoint));
    }
  }

  void guardOnly(Collection<BridgeEndpoint> endpoints) {
    if (guarded) {
      firewall.replace(endpoints.stream().map(BridgeRules::source).toList());
    }
  }

  private static Source source(BridgeEndpoint endpoint) {
    return new Source(endpoint.linkName(), endpoint.info().macAddress(), endpoint.info().address());
  }

  /**
   * @param needed whether another engine needs forwarding
   */
  void close(BooleanSupplier needed) {
    if (apart) {
      firewall.close();
    }
    if (guarded) {
      firewall.closePorts();
    }
    forwarding.putBack(needed);
  }
}
