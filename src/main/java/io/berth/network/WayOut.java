package io.berth.network;

import io.berth.failure.BerthException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What leads from the bridge to the world: rules and forwarding, or neither. Forwarding without
 * rules would open containers to the neighbours and still bring no answer back.
 */
final class WayOut {

  private final @Nullable Firewall firewall;
  private final Forwarding forwarding;
  private final List<String> warnings;

  private WayOut(@Nullable Firewall firewall, Forwarding forwarding, List<String> warnings) {
    this.firewall = firewall;
    this.forwarding = forwarding;
    this.warnings = warnings;
  }

  static WayOut open(PacketFilter filter, HostBridge bridge, Forwarding forwarding) {
    Firewall firewall;
    try {
      firewall = Firewall.open(filter, bridge.name(), bridge.subnet());
    } catch (BerthException e) {
      return new WayOut(
          null,
          forwarding,
          List.of(
              "no firewall rules for "
                  + bridge.name()
                  + ", as "
                  + e.getMessage()
                  + ": containers reach the host and each other but nothing beyond, and nothing"
                  + " keeps them apart from other networks that this host forwards for"));
    }
    try {
      forwarding.on();
      return new WayOut(firewall, forwarding, List.of());
    } catch (RuntimeException e) {
      if (!bridge.inherited()) {
        firewall.close();
      }
      throw e;
    }
  }

  boolean masquerades() {
    return firewall != null;
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * @param needed whether another engine needs forwarding
   */
  void close(BooleanSupplier needed) {
    try (firewall) {
      forwarding.putBack(needed);
    }
  }
}
