package io.berth.network;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One engine's tables of rules, {@code ip} and {@code bridge}, both called after its default
 * bridge. Bridges and containers are elements of sets: a packet meets the same few rules however
 * many there are. No other table is read or changed; another table that drops still drops, as every
 * table has a say.
 */
final class Firewall {

  private final PacketFilter filter;
  private final String table;

  Firewall(PacketFilter filter, String engine) {
    if (!engine.matches("[a-z0-9-]{1,15}")) {
      throw new IllegalArgumentException("not a bridge's name: " + engine);
    }
    this.filter = filter;
    this.table = "berth_" + engine;
  }

  /**
   * A bridge as the rules know it.
   *
   * @param open whether packets may go out of it and come back to it by way of the host
   */
  record Guest(String bridge, String subnet, boolean internal, boolean masquerade, boolean open) {}

  /** What one port of a bridge may send as. */
  record Source(String port, String mac, String address) {
    String element() {
      return "\"%s\" . %s . %s".formatted(port, mac, address);
    }
  }

  /**
   * Replaces the rules that an earlier process left, in one step. They stay until {@link #close()}.
   *
   * @throws io.berth.failure.Unavailable there is no packet filter, or it refuses
   */
  void open(List<Guest> guests) {
    filter.run(
        absent("ip")
            + """
            table ip %s {
              set bridges { type ifname; }
              set alike { type ifname . ifname; }
              set internal { type ifname; }
              set masqueraded { type ipv4_addr; flags interval; }
              chain outward {
                type nat hook postrouting priority 100; policy accept;
                ip saddr @masqueraded oifname != @bridges masquerade
              }
              chain between {
                type filter hook forward priority 0; policy accept;
                iifname . oifname @alike accept
                iifname @bridges oifname @bridges drop
                iifname @internal drop
                oifname @internal drop
                iifname @bridges accept
                oifname @bridges ct state established,related accept
                oifname @bridges ct status dnat accept
                oifname @bridges drop
              }
            }
            """
                .formatted(table)
            + guests.stream().map(guest -> elements("add", guest)).collect(Collectors.joining()));
  }

  /** Leaves those of running containers as they are. */
  void openPorts() {
    filter.run(
        """
        add table bridge %1$s
        add set bridge %1$s guarded { type ifname; }
        add set bridge %1$s sources { type ifname . ether_addr . ipv4_addr; }
        add chain bridge %1$s ports { type filter hook prerouting priority -300; policy accept; }
        flush chain bridge %1$s ports
        add rule bridge %1$s ports iifname != @guarded accept
        add rule bridge %1$s ports ether type arp \
        iifname . ether saddr . arp saddr ip @sources \
        iifname . arp saddr ether . arp saddr ip @sources accept
        add rule bridge %1$s ports ether type ip iifname . ether saddr . ip saddr @sources accept
        add rule bridge %1$s ports drop
        """
            .formatted(table));
  }

  /** Adding what may be there already makes deleting it never fail. */
  private String absent(String family) {
    return "add table %1$s %2$s\ndelete table %1$s %2$s\n".formatted(family, table);
  }

  private String elements(String verb, Guest guest) {
    String name = '"' + guest.bridge() + '"';
    StringBuilder commands = new StringBuilder(element(verb, "ip", "bridges", name));
    if (guest.open()) {
      commands.append(element(verb, "ip", "alike", name + " . " + name));
    }
    if (guest.internal()) {
      commands.append(element(verb, "ip", "internal", name));
    } else if (guest.masquerade()) {
      commands.append(element(verb, "ip", "masqueraded", guest.subnet()));
    }
    return commands.toString();
  }

  private String element(String verb, String family, String set, String value) {
    return "%s element %s %s %s { %s }\n".formatted(verb, family, table, set, value);
  }

  void add(Guest guest) {
    filter.run(elements("add", guest));
  }

  void remove(Guest guest) {
    filter.run(elements("add", guest) + elements("delete", guest));
  }

  void add(Source source) {
    filter.run(elements("add", source));
  }

  void remove(Source source) {
    filter.run(elements("add", source) + elements("delete", source));
  }

  private String elements(String verb, Source source) {
    return element(verb, "bridge", "sources", source.element())
        + element(verb, "bridge", "guarded", '"' + source.port() + '"');
  }

  /** In one step. */
  void replace(Collection<Source> sources) {
    filter.run(
        "flush set bridge %1$s guarded\nflush set bridge %1$s sources\n".formatted(table)
            + sources.stream()
                .map(source -> elements("add", source))
                .collect(Collectors.joining()));
  }

  /** Removes the rules. */
  void close() {
    filter.run(absent("ip"));
  }

  void closePorts() {
    filter.run(absent("bridge"));
  }
}
