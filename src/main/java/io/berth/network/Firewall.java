package io.berth.network;

import io.berth.linux.netlink.Subnet;

/**
 * One bridge's table of rules: what leaves the host carries the host's address, and nobody beyond
 * the bridge opens a connection to a container unless the host translated it (DNAT). No other table
 * is read or changed; another table that drops still drops, as every table has a say.
 */
final class Firewall implements AutoCloseable {

  private final PacketFilter filter;
  private final String table;

  private Firewall(PacketFilter filter, String table) {
    this.filter = filter;
    this.table = table;
  }

  /**
   * Replaces the rules that an earlier process left, in one step. They stay until {@link #close()}.
   *
   * @param filter stays the caller's
   * @throws io.berth.failure.Unavailable there is no packet filter, or it refuses
   */
  static Firewall open(PacketFilter filter, String bridge, Subnet subnet) {
    if (!bridge.matches("[a-z0-9-]{1,15}")) {
      throw new IllegalArgumentException("not a bridge's name: " + bridge);
    }
    Firewall firewall = new Firewall(filter, "berth_" + bridge);
    filter.run(firewall.absent() + firewall.rules(bridge, subnet));
    return firewall;
  }

  /** Adding what may be there already makes deleting it never fail. */
  private String absent() {
    return "add table ip %1$s\ndelete table ip %1$s\n".formatted(table);
  }

  private String rules(String bridge, Subnet subnet) {
    return """
    table ip %s {
      chain outward {
        type nat hook postrouting priority 100; policy accept;
        ip saddr %s oifname != "%3$s" masquerade
      }
      chain between {
        type filter hook forward priority 0; policy accept;
        iifname "%3$s" accept
        oifname "%3$s" ct state established,related accept
        oifname "%3$s" ct status dnat accept
        oifname "%3$s" drop
      }
    }
    """
        .formatted(table, subnet, bridge);
  }

  /** Removes the rules. */
  @Override
  public void close() {
    filter.run(absent());
  }
}
