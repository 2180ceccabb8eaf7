package io.berth.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.berth.network.BridgeNetwork.EndpointInfo;
import io.berth.network.BridgeNetwork.PublishedPort;
import io.berth.networks.BuiltIn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a run is connected, as a later service finds it: with the run, or, when it was changed
 * meanwhile, with the container.
 *
 * @param run when that run began; null in the run's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConnectionMemo(List<Kept> endpoints, List<PublishedPort> ports, @Nullable Instant run) {

  /**
   * @param link the interface inside
   */
  record Kept(String network, String link, EndpointInfo info) {}

  static ConnectionMemo of(RunNetwork network, @Nullable Instant run) {
    return new ConnectionMemo(
        network.joined().stream()
            .map(one -> new Kept(one.network().id(), one.link(), one.info()))
            .toList(),
        network.ports(),
        run);
  }

  /**
   * @param text also of a version that knew only the default bridge
   */
  static ConnectionMemo read(String text) {
    JsonNode tree = Documents.read(text, JsonNode.class);
    if (tree.has("endpoints")) {
      return Documents.read(tree, ConnectionMemo.class);
    }
    EndpointInfo only = Documents.read(tree, EndpointInfo.class);
    Old old = Documents.read(tree, Old.class);
    return new ConnectionMemo(
        List.of(new Kept(BuiltIn.BRIDGE.id(), "eth0", only)), Unset.or(old.ports()), null);
  }

  private record Old(List<PublishedPort> ports) {}
}
