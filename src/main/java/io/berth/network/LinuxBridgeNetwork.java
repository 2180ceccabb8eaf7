package io.berth.network;

import io.berth.failure.Conflict;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.netlink.Subnet;
import java.net.Inet4Address;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One bridge on a Linux host. */
final class LinuxBridgeNetwork implements BridgeNetwork {

  private final LinuxBridgeNetworks all;
  private final HostBridge bridge;
  private final NetworkSpec spec;
  private final AddressPool addresses;
  private final Set<BridgeEndpoint> endpoints = ConcurrentHashMap.newKeySet();
  private boolean retired;

  LinuxBridgeNetwork(LinuxBridgeNetworks all, HostBridge bridge, NetworkSpec spec) {
    this.all = all;
    this.bridge = bridge;
    this.spec = spec;
    this.addresses = new AddressPool(spec.net(), spec.gatewayAddress(), spec.pool());
    spec.reserved().forEach(address -> addresses.withhold(Inet4Address.ofLiteral(address)));
  }

  @Override
  public BridgeInfo info() {
    return new BridgeInfo(
        bridge.name(),
        spec.subnet(),
        spec.gateway(),
        spec.mtu(),
        spec.masquerade() && rules().masquerades(),
        rules().warnings());
  }

  @Override
  public Endpoint reserve(Wanted wanted) {
    int offset =
        wanted.address() == null ? addresses.take() : addresses.take(address(wanted.address()));
    try {
      return keep(BridgeEndpoint.of(this, offset, wanted.mac()));
    } catch (RuntimeException e) {
      addresses.giveBack(offset);
      throw e;
    }
  }

  /** Two of one MAC address would take each other's packets. */
  private synchronized Endpoint keep(BridgeEndpoint endpoint) {
    if (retired) {
      throw new Conflict("network " + spec.id() + " was removed just now");
    }
    String mac = endpoint.info().macAddress();
    if (mac.equals(gatewayMac())
        || endpoints.stream().anyMatch(other -> other.info().macAddress().equals(mac))) {
      throw new Conflict("MAC address " + mac + " is in use on this network");
    }
    endpoints.add(endpoint);
    return endpoint;
  }

  private String gatewayMac() {
    return HexFormat.ofDelimiter(":").formatHex(BridgeEndpoint.mac(spec.gatewayAddress()));
  }

  @Override
  public Endpoint adopt(EndpointInfo info) {
    int offset = addresses.take(address(info.address()));
    BridgeEndpoint endpoint = new BridgeEndpoint(this, offset, info);
    endpoints.add(endpoint);
    return endpoint;
  }

  private Inet4Address address(@Nullable String text) {
    try {
      return Inet4Address.ofLiteral(String.valueOf(text));
    } catch (IllegalArgumentException e) {
      throw new Conflict("address " + text + " is not one of " + spec.subnet(), e);
    }
  }

  NetworkLinks host() {
    return all.host();
  }

  LinkRemover remover() {
    return all.remover();
  }

  BridgeRules rules() {
    return all.rules();
  }

  HostBridge bridge() {
    return bridge;
  }

  NetworkSpec spec() {
    return spec;
  }

  Subnet subnet() {
    return bridge.subnet();
  }

  Set<BridgeEndpoint> endpoints() {
    return endpoints;
  }

  @Override
  public boolean isInUse() {
    return endpoints.stream().anyMatch(endpoint -> !endpoint.isClosed());
  }

  /**
   * Nobody gets an address of it any more.
   *
   * @throws Conflict somebody has one
   */
  synchronized void retire() {
    if (isInUse()) {
      throw new Conflict("network " + spec.id() + " has active endpoints");
    }
    retired = true;
  }

  /** Whether no container is on it, known or not. */
  boolean isIdle() {
    return endpoints.isEmpty() && bridge.veths(host()).isEmpty();
  }

  Firewall.Guest guest() {
    return guest(spec, bridge.name());
  }

  static Firewall.Guest guest(NetworkSpec spec, String name) {
    return new Firewall.Guest(
        name, spec.subnet(), spec.internal(), spec.masquerade(), spec.connected());
  }

  void forget(BridgeEndpoint endpoint, int offset) {
    if (endpoints.remove(endpoint)) {
      addresses.giveBack(offset);
    }
  }
}
