package io.berth.container;

import io.berth.container.ContainerState.Facts;
import io.berth.container.ContainerView.Membership;
import io.berth.container.ContainerView.NetworkView;
import io.berth.container.ContainerView.Sizes;
import io.berth.container.ContainerView.State;
import io.berth.container.RunNetwork.Joined;
import io.berth.failure.NotFound;
import io.berth.network.BridgeNetwork.EndpointInfo;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import io.berth.security.SecretNames;
import io.berth.snapshot.LayerStore;
import io.berth.snapshot.Trees;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Containers as others may see them. */
final class Views {

  private final Networks networks;

  Views(Networks networks) {
    this.networks = networks;
  }

  ContainerView of(Container container, boolean size) {
    List<String> line = ConfigMerge.commandLine(container.config);
    return new ContainerView(
        container.id,
        container.name,
        container.created,
        container.image,
        container.imageId,
        line.getFirst(),
        line.subList(1, line.size()),
        shown(container.config),
        container.hostConfig,
        state(container),
        container.restartCount,
        network(container),
        memberships(container),
        container.layout.mounts().stream()
            .filter(Layout.Mounted::listed)
            .map(Layout.Mounted::point)
            .toList(),
        container.execs.values().stream()
            .filter(exec -> !exec.isOver())
            .map(exec -> exec.id)
            .toList(),
        container.directory,
        container.file("log"),
        container.layers(),
        size ? sizes(container) : null);
  }

  static ContainerConfig shown(ContainerConfig config) {
    return SecretNames.areShown() ? config : masked(config);
  }

  static ContainerConfig masked(ContainerConfig config) {
    return config.with(SecretNames.hiddenLines(config.env()), SecretNames.hidden(config.labels()));
  }

  private static State state(Container container) {
    ContainerState state = container.state;
    Facts facts = state.facts();
    return new State(
        state.status(),
        state.pid(),
        facts.exitCode(),
        facts.oomKilled(),
        facts.error(),
        facts.startedAt(),
        facts.finishedAt(),
        container.endRequest,
        container.health);
  }

  private static NetworkView network(Container container) {
    String mode = container.hostConfig.networkMode();
    String shown = mode.isEmpty() || mode.equals("default") ? "bridge" : mode;
    Run run = container.run;
    Joined way = run == null ? null : primary(run.network());
    if (run == null || way == null) {
      String first =
          container.attachments.isEmpty() ? "" : container.attachments.getFirst().network();
      return new NetworkView(shown, first, "", "", 0, "", "", List.of());
    }
    EndpointInfo info = way.info();
    return new NetworkView(
        shown,
        way.network().id(),
        info.id(),
        info.address(),
        info.prefixLength(),
        info.gateway(),
        info.macAddress(),
        run.network().ports());
  }

  private static @Nullable Joined primary(RunNetwork network) {
    return network.way().or(() -> network.joined().stream().findFirst()).orElse(null);
  }

  private List<Membership> memberships(Container container) {
    return container.attachments.stream().map(one -> membership(container, one)).toList();
  }

  private Membership membership(Container container, Attachment attachment) {
    Run run = container.run;
    Optional<Joined> joined =
        run == null ? Optional.empty() : run.network().on(attachment.network());
    Optional<Network> network = network(attachment);
    EndpointInfo info = joined.map(Joined::info).orElse(new EndpointInfo("", "", 0, "", ""));
    return new Membership(
        network.map(Network::name).orElse(attachment.network()),
        attachment.network(),
        network.map(Network::isUserDefined).orElse(true),
        Unset.or(attachment.ipv4Address()),
        Unset.or(attachment.macAddress()),
        attachment.aliases(),
        attachment.driverOptions(),
        attachment.gatewayPriority(),
        info.id(),
        info.address(),
        info.prefixLength(),
        info.gateway(),
        info.macAddress());
  }

  private Optional<Network> network(Attachment attachment) {
    try {
      return Optional.of(networks.byId(attachment.network()));
    } catch (NotFound e) {
      return Optional.empty();
    }
  }

  static Sizes sizes(Container container) {
    long writable = Trees.size(container.file("upper"));
    long layers = container.layers().stream().mapToLong(LayerStore::diskUse).sum();
    return new Sizes(writable, writable + layers);
  }
}
