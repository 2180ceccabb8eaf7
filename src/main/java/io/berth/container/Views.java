package io.berth.container;

import io.berth.container.ContainerState.Facts;
import io.berth.container.ContainerView.NetworkView;
import io.berth.container.ContainerView.Sizes;
import io.berth.container.ContainerView.State;
import io.berth.network.BridgeNetwork.EndpointInfo;
import io.berth.security.SecretNames;
import io.berth.snapshot.LayerStore;
import io.berth.snapshot.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Containers as others may see them. */
final class Views {

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
    Networks network = Networks.of(container.hostConfig);
    Run run = container.run;
    EndpointInfo info = endpoint(run);
    return info == null
        ? new NetworkView(network.mode(), network.id(), "", "", 0, "", "", List.of())
        : new NetworkView(
            network.mode(),
            network.id(),
            info.id(),
            info.address(),
            info.prefixLength(),
            info.gateway(),
            info.macAddress(),
            info.ports());
  }

  private static @Nullable EndpointInfo endpoint(@Nullable Run run) {
    return run == null || run.endpoint() == null ? null : run.endpoint().info();
  }

  static Sizes sizes(Container container) {
    long writable = Trees.size(container.file("upper"));
    long layers = container.layers().stream().mapToLong(LayerStore::diskUse).sum();
    return new Sizes(writable, writable + layers);
  }
}
