package io.berth.restapi;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Networks;
import io.berth.network.BridgeNetwork;
import io.berth.network.BridgeNetwork.BridgeInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The networks and the running containers on them. */
@RestController
class NetworkController {

  private final Containers containers;
  private final BridgeNetwork bridge;

  NetworkController(Containers containers, BridgeNetwork bridge) {
    this.containers = containers;
    this.bridge = bridge;
  }

  record Member(String id, String name, String address, String macAddress) {
    static Member of(ContainerView view) {
      var network = view.network();
      return new Member(view.id(), view.name(), network.address(), network.macAddress());
    }
  }

  /**
   * @param bridge null for a network that has none
   */
  record NetworkBody(
      String id, String name, String driver, @Nullable BridgeInfo bridge, List<Member> members) {}

  @GetMapping("/api/networks")
  List<NetworkBody> list() {
    var running = containers.list(new Containers.ListQuery(false, 0, false, Map.of()));
    return Arrays.stream(Networks.values())
        .map(network ->
            new NetworkBody(
                network.id(),
                network.mode(),
                network.driver(),
                network == Networks.BRIDGE ? bridge.info() : null,
                running.stream()
                    .filter(view -> view.network().networkId().equals(network.id()))
                    .map(Member::of)
                    .toList()))
        .toList();
  }
}
