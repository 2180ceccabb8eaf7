package io.berth.dashboard;

import io.berth.audit.Audit;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Containers.EndpointConfig;
import io.berth.failure.BerthException;
import io.berth.network.BridgeNetwork.BridgeInfo;
import io.berth.networks.BuiltIn;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import io.berth.security.SecretNames;
import io.berth.team.Ownership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The networks, one network, and who is on it. */
@Controller
@RequestMapping("/dashboard/networks")
class NetworksController {

  private static final String LIST = "redirect:/dashboard/networks";

  private final Containers containers;
  private final Networks networks;
  private final Audit audit;

  NetworksController(Containers containers, Networks networks, Audit audit) {
    this.audit = audit;
    this.containers = containers;
    this.networks = networks;
  }

  /**
   * @param aliases with commas between them
   */
  record Member(ContainerRow container, String address, String macAddress, String aliases) {}

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    var all = allContainers();
    model.addAttribute(
        "warnings", networks.bridge(networks.byId(BuiltIn.BRIDGE.id())).info().warnings());
    model.addAttribute(
        "networks",
        networks.list(Map.of()).stream()
            .map(network -> NetworkRow.of(network, running(network, all), now))
            .toList());
    return "networks";
  }

  private List<ContainerView> allContainers() {
    return containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
  }

  private static int running(Network network, List<ContainerView> all) {
    return (int)
        all.stream()
            .filter(view -> view.state().pid() != 0 && view.on(network.id()).isPresent())
            .count();
  }

  @PostMapping
  String create(
      @RequestParam String name,
      @RequestParam(defaultValue = "") String subnet,
      @RequestParam(defaultValue = "false") boolean internal,
      @RequestParam(defaultValue = "") String team,
      RedirectAttributes page) {
    Map<String, String> labels = team.isEmpty() ? Map.of() : Map.of(Ownership.LABEL, team);
    var pool = new Network.Pool(subnet.strip(), "", "", Map.of());
    return report(
        page,
        LIST,
        () -> {
          var made =
              networks.create(
                  new Network.Draft(
                      name.strip(), "", List.of(pool), internal, false, Map.of(), labels));
          page.addFlashAttribute("done", "network " + made.name() + " is there");
        });
  }

  @GetMapping("/{id}")
  String show(@PathVariable String id, Model model) {
    var now = Instant.now();
    var network = networks.inspect(id);
    var all = allContainers();
    model.addAttribute("network", network);
    model.addAttribute("row", NetworkRow.of(network, running(network, all), now));
    model.addAttribute("bridge", network.isBridge() ? bridge(network) : null);
    model.addAttribute("options", network.isUserDefined() ? network.options() : Map.of());
    model.addAttribute("labels", SecretNames.hidden(network.labels()));
    List<Member> members = new ArrayList<>();
    for (ContainerView view : all) {
      view.on(network.id())
          .ifPresent(one ->
              members.add(
                  new Member(
                      ContainerRow.of(view, now),
                      one.address(),
                      one.macAddress(),
                      String.join(", ", one.aliases()))));
    }
    model.addAttribute("members", members);
    model.addAttribute(
        "others",
        all.stream()
            .filter(view -> view.on(network.id()).isEmpty())
            .filter(view -> view.networks().stream().allMatch(one -> joins(one.networkId())))
            .map(view -> ContainerRow.of(view, now))
            .toList());
    return "network";
  }

  private static boolean joins(String network) {
    return !network.equals(BuiltIn.HOST.id()) && !network.equals(BuiltIn.NONE.id());
  }

  private @Nullable BridgeInfo bridge(Network network) {
    try {
      return networks.bridge(network).info();
    } catch (BerthException e) {
      return null;
    }
  }

  @PostMapping("/{id}/connect")
  String connect(
      @PathVariable String id,
      @RequestParam String container,
      @RequestParam(defaultValue = "") String alias,
      @RequestParam(defaultValue = "") String address,
      RedirectAttributes page) {
    List<String> aliases = alias.isBlank() ? List.of() : List.of(alias.strip());
    var config = EndpointConfig.of(address.strip(), aliases);
    return report(
        page,
        to(id),
        () -> {
          audit.note("container=" + container);
          containers.connect(container, id, config);
          page.addFlashAttribute(
              "done", containers.inspect(container, false).name() + " is on the network now");
        });
  }

  @PostMapping("/{id}/disconnect")
  String disconnect(
      @PathVariable String id, @RequestParam String container, RedirectAttributes page) {
    return report(
        page,
        to(id),
        () -> {
          audit.note("container=" + container);
          containers.disconnect(container, id, false);
          page.addFlashAttribute(
              "done", containers.inspect(container, false).name() + " is off the network now");
        });
  }

  @PostMapping("/{id}/remove")
  String remove(@PathVariable String id, RedirectAttributes page) {
    String name = networks.inspect(id).name();
    return report(
        page,
        LIST,
        () -> {
          networks.remove(id);
          page.addFlashAttribute("done", "network " + name + " is removed");
        });
  }

  /** 404 for who does not see it. */
  private String to(String id) {
    return LIST + "/" + networks.inspect(id).id();
  }

  private static String report(RedirectAttributes page, String next, Runnable change) {
    try {
      change.run();
    } catch (BerthException e) {
      page.addFlashAttribute("problem", e.getMessage());
    }
    return next;
  }
}
