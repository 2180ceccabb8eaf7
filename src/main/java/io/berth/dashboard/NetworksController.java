package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.container.Networks;
import io.berth.network.BridgeNetwork;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The networks and who is on them. */
@Controller
@RequestMapping("/dashboard/networks")
class NetworksController {

  private final Containers containers;
  private final BridgeNetwork bridge;

  NetworksController(Containers containers, BridgeNetwork bridge) {
    this.containers = containers;
    this.bridge = bridge;
  }

  record Member(ContainerRow container, String address, String macAddress) {}

  record NetworkCard(Networks network, String meaning, List<Member> members) {}

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    var running = containers.list(new Containers.ListQuery(false, 0, false, Map.of()));
    model.addAttribute("bridge", bridge.info());
    model.addAttribute(
        "networks",
        Arrays.stream(Networks.values())
            .map(network ->
                new NetworkCard(
                    network,
                    meaning(network),
                    running.stream()
                        .filter(view -> view.network().networkId().equals(network.id()))
                        .map(view ->
                            new Member(
                                ContainerRow.of(view, now),
                                view.network().address(),
                                view.network().macAddress()))
                        .toList()))
            .toList());
    return "networks";
  }

  private static String meaning(Networks network) {
    return switch (network) {
      case BRIDGE ->
          "Containers get an address of their own and reach each other and the outside. Others"
              + " reach them by published ports.";
      case HOST -> "Containers share the host's addresses and ports, without any isolation.";
      case NONE -> "Containers reach nobody but themselves.";
    };
  }
}
