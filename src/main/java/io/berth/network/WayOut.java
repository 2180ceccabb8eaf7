package io.berth.network;

import io.berth.failure.BerthException;
import io.berth.linux.netlink.Subnet;
import java.util.List;
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

  static WayOut open(Firewall.Source rules, String bridge, Subnet subnet) {
    Firewall firewall;
    try {
      firewall = rules.open(bridge, subnet);
    } catch (BerthException e) {
      return new WayOut(
          null,
          Forwarding.untouched(),
          List.of(
              "no firewall rules for "
                  + bridge
                  + ", as "
                  + e.getMessage()
                  + ": containers reach the host and each other but nothing beyond, and nothing"
                  + " keeps them apart from other networks that this host forwards for"));
    }
    try {
      return new WayOut(firewall, Forwarding.on(), List.of());
    } catch (RuntimeException e) {
      firewall.close();
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
   * @param last whether no other engine needs forwarding
   */
  void close(boolean last) {
    try (firewall) {
      if (last) {
        forwarding.putBack();
      }
    }
  }
}
