package io.berth.container;

import io.berth.network.BridgeNetwork.Wanted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network that a container is to be on, whether it runs or not.
 *
 * @param network its id
 * @param aliases names besides the container's own, without its short id
 * @param ipv4Address an address of its own; null for any
 * @param macAddress null for one of the engine's choice
 * @param gatewayPriority of two networks the higher one's gateway is the container's
 */
record Attachment(
    String network,
    List<String> aliases,
    @Nullable String ipv4Address,
    @Nullable String macAddress,
    Map<String, String> driverOptions,
    int gatewayPriority) {

  Attachment {
    aliases = List.copyOf(Unset.or(aliases));
    driverOptions = Map.copyOf(Unset.or(driverOptions));
  }

  static Attachment to(String network) {
    return new Attachment(network, List.of(), null, null, Map.of(), 0);
  }

  Wanted wanted() {
    return new Wanted(ipv4Address, macAddress);
  }
}
