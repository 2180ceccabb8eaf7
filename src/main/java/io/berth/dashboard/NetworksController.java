package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.networks.BuiltIn;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import java.time.Instant;
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
  private final Networks networks;

  NetworksController(Containers containers, Networks networks) {
    this.containers = containers;
    this.networks = networks;
  }

  record Member(ContainerRow container, String address, String macAddress) {}

  record NetworkCard(BuiltIn network, String meaning, List<Member> members) {}

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    var running = containers.list(new Containers.ListQuery(false, 0, false, Map.of()));
    model.addAttribute("bridge", networks.bridge(networks.byId(BuiltIn.BRIDGE.id())).info());
    model.addAttribute(
        "networks",
        java.util.Arrays.stream(BuiltIn.values())
            .map(network ->
                new NetworkCard(
                    network,
                    "",
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
}
