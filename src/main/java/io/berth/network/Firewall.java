package io.berth.network;

import io.berth.failure.Unavailable;
import io.berth.linux.netlink.Subnet;
import io.berth.linux.nftables.Nftables;

/**
 * One bridge's table of rules: what leaves the host carries the host's address, and nobody beyond
 * the bridge opens a connection to a container unless the host translated it (DNAT). No other table
 * is read or changed; another table that drops still drops, as every table has a say.
 */
final class Firewall implements AutoCloseable {

  private final Nftables nftables;
  private final String table;

  private Firewall(Nftables nftables, String table) {
    this.nftables = nftables;
    this.table = table;
  }

  /** Where a bridge gets its rules from. */
  @FunctionalInterface
  interface Source {

    /**
     * Replaces the rules that an earlier process left, in one step.
     *
     * @throws io.berth.failure.BerthException the library is missing or the kernel refuses
     */
    Firewall open(String bridge, Subnet subnet);
  }

  /** See {@link Source#open}. */
  static Firewall open(String bridge, Subnet subnet) {
    if (!bridge.matches("[a-z0-9-]{1,15}")) {
      throw new IllegalArgumentException("not a bridge's name: " + bridge);
    }
    Nftables nftables =
        Nftables.open()
            .orElseThrow(
                () -> new Unavailable("libnftables.so.1 (package libnftables1) is missing"));
    Firewall firewall = new Firewall(nftables, "berth_" + bridge);
    try {
      nftables.run(firewall.absent() + firewall.rules(bridge, subnet));
      return firewall;
    } catch (RuntimeException e) {
      nftables.close();
      throw e;
    }
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

  /** Leaves the rules to the next process. */
  void leave() {
    nftables.close();
  }

  /** Removes the rules. */
  @Override
  public void close() {
    try (nftables) {
      nftables.run(absent());
    }
  }
}
