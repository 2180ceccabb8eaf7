package io.berth.networks;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import io.berth.security.Caller;
import io.berth.security.Role;
import java.util.Map;
import java.util.Set;

/** The bridge driver's options. Those that are not offered are refused, not ignored. */
final class NetworkOptions {

  private static final Set<String> KNOWN =
      Set.of(Network.MTU, Network.BRIDGE_NAME, Network.ICC, Network.MASQUERADE);
  private static final int LEAST_MTU = 576;
  private static final int LARGEST_MTU = 65_535;
  private static final int MTU = 1500;

  private NetworkOptions() {}

  static void check(Map<String, String> options) {
    for (String name : options.keySet()) {
      if (!KNOWN.contains(name)) {
        throw new Unsupported(
            "network option " + name + " is not offered: there are " + String.join(", ", KNOWN));
      }
    }
    isOn(options, Network.ICC);
    isOn(options, Network.MASQUERADE);
    mtu(options);
    String bridge = options.get(Network.BRIDGE_NAME);
    if (bridge != null) {
      if (!bridge.matches("[a-zA-Z0-9][a-zA-Z0-9_-]{0,14}")) {
        throw new InvalidRequest(
            "invalid bridge name " + bridge + ": at most 15 letters, digits, - and _");
      }
      // rules of the host's own may be about links of certain names
      Caller.current().require(Role.ADMINISTRATOR, "naming a network's bridge on the host");
    }
  }

  static boolean isOn(Map<String, String> options, String name) {
    return switch (options.getOrDefault(name, "true")) {
      case "true", "1", "t", "T", "True", "TRUE" -> true;
      case "false", "0", "f", "F", "False", "FALSE" -> false;
      default ->
          throw new InvalidRequest(
              "invalid value for " + name + ": " + options.get(name) + ": use true or false");
    };
  }

  static int mtu(Map<String, String> options) {
    String text = options.getOrDefault(Network.MTU, "");
    if (text.isEmpty()) {
      return MTU;
    }
    int mtu = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    if (mtu < LEAST_MTU || mtu > LARGEST_MTU) {
      throw new InvalidRequest(
          "invalid value for %s: %s: use %d to %d"
              .formatted(Network.MTU, text, LEAST_MTU, LARGEST_MTU));
    }
    return mtu;
  }
}
