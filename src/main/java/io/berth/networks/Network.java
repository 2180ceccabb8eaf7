package io.berth.networks;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network.
 *
 * @param id 64 hexadecimal digits
 * @param created the epoch for those that always exist
 * @param driver {@code bridge}, {@code host} or {@code null}
 * @param subnet such as {@code 172.18.0.0/16}; empty without addresses
 * @param gateway the bridge's own address, or empty
 * @param range where addresses are taken from when nobody asks for one; null for the whole subnet
 * @param reserved addresses that are given to nobody, by name
 * @param subnetChosen whether a user chose the subnet: only then containers may choose addresses
 * @param gatewayChosen whether a user chose the gateway
 * @param internal without a way out
 */
public record Network(
    String id,
    String name,
    Instant created,
    String driver,
    String subnet,
    String gateway,
    @Nullable String range,
    Map<String, String> reserved,
    boolean subnetChosen,
    boolean gatewayChosen,
    boolean internal,
    boolean attachable,
    Map<String, String> options,
    Map<String, String> labels) {

  public static final String MTU = "com.docker.network.driver.mtu";
  public static final String BRIDGE_NAME = "com.docker.network.bridge.name";
  public static final String ICC = "com.docker.network.bridge.enable_icc";
  public static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";

  public Network {
    reserved = Map.copyOf(reserved);
    options = Map.copyOf(options);
    labels = Map.copyOf(labels);
  }

  /** One of which only the id is left. */
  public static Network gone(String id) {
    return new Network(
        id,
        id,
        Instant.EPOCH,
        "bridge",
        "",
        "",
        null,
        Map.of(),
        false,
        false,
        false,
        false,
        Map.of(),
        Map.of());
  }

  /** Whether somebody made it: on these, containers find each other by name. */
  public boolean isUserDefined() {
    return BuiltIn.of(id).isEmpty();
  }

  /** Whether a container has an address on it. */
  public boolean isBridge() {
    return driver.equals("bridge");
  }

  /**
   * What to make.
   *
   * @param driver empty for {@code bridge}
   * @param pools of addresses; none for a free subnet of the engine's choice
   */
  public record Draft(
      String name,
      String driver,
      List<Pool> pools,
      boolean internal,
      boolean attachable,
      Map<String, String> options,
      Map<String, String> labels) {}

  /** As a user gives it; what is not given is empty. */
  public record Pool(String subnet, String range, String gateway, Map<String, String> reserved) {}
}
