package io.berth.dashboard.creation;

import io.berth.networks.Network;
import io.berth.networks.Networks;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Users' networks, to choose from. */
@ControllerAdvice(assignableTypes = {NewContainerController.class, ChangeController.class})
class NetworkNames {

  private final Networks networks;

  NetworkNames(Networks networks) {
    this.networks = networks;
  }

  @ModelAttribute("networkNames")
  List<String> names() {
    return networks.list(Map.of()).stream()
        .filter(Network::isUserDefined)
        .map(Network::name)
        .toList();
  }
}
