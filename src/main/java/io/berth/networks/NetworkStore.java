package io.berth.networks;

import io.berth.network.NetworkSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Users' networks, in the database and in memory. Thread-safe. */
@Component
class NetworkStore implements StoredNetworks {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final NetworkRows rows;
  private final Map<String, Network> byId = new ConcurrentHashMap<>();

  NetworkStore(NetworkRows rows) {
    this.rows = rows;
    for (NetworkRow row : rows.findAll()) {
      byId.put(row.id, JSON.readValue(row.document, Network.class));
    }
  }

  @Override
  public List<NetworkSpec> specs() {
    return byId.values().stream().map(NetworkStore::spec).toList();
  }

  static NetworkSpec spec(Network network) {
    Map<String, String> options = network.options();
    return new NetworkSpec(
        network.id(),
        options.get(Network.BRIDGE_NAME),
        network.subnet(),
        network.gateway(),
        network.range(),
        List.copyOf(network.reserved().values()),
        network.internal(),
        NetworkOptions.isOn(options, Network.ICC),
        NetworkOptions.isOn(options, Network.MASQUERADE),
        NetworkOptions.mtu(options));
  }

  Collection<Network> all() {
    return byId.values();
  }

  Optional<Network> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  void add(Network network) {
    rows.save(new NetworkRow(network, JSON.writeValueAsString(network)));
    byId.put(network.id(), network);
  }

  void remove(String id) {
    rows.deleteById(id);
    byId.remove(id);
  }
}
