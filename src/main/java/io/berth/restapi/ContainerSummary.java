package io.berth.restapi;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.State;
import io.berth.container.StatusText;
import io.berth.network.BridgeNetwork.PublishedPort;
import io.berth.usage.UsageSample;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container as lists show it.
 *
 * @param status Docker's word for its state
 * @param statusText as {@code docker ps} says it, such as {@code Up 2 minutes}
 * @param exitCode of its last run; null while there is none
 * @param error why its last start failed, or empty
 * @param address empty when it has none
 * @param owners teams; none for what is everybody's
 * @param usage the latest measurement; null when it does not run or was not measured yet. Asking
 *     for the list makes the engine measure for half a minute.
 */
record ContainerSummary(
    String id,
    String name,
    String image,
    String imageId,
    List<String> command,
    String status,
    String statusText,
    @Nullable Integer exitCode,
    boolean oomKilled,
    String error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    int restartCount,
    String networkMode,
    String address,
    List<PublishedPort> ports,
    Map<String, String> labels,
    List<String> owners,
    @Nullable UsageSample usage) {

  static ContainerSummary of(
      ContainerView view, List<String> owners, List<UsageSample> usage, Instant now) {
    State state = view.state();
    boolean runs = state.pid() != 0;
    return new ContainerSummary(
        view.id(),
        view.name(),
        view.image(),
        view.imageId(),
        Stream.concat(Stream.of(view.path()), view.args().stream()).toList(),
        state.status().name().toLowerCase(Locale.ROOT),
        StatusText.of(state, now),
        state.finishedAt() == null || runs ? null : state.exitCode(),
        state.oomKilled(),
        state.error(),
        view.created(),
        state.startedAt(),
        state.finishedAt(),
        view.restartCount(),
        view.network().mode(),
        view.network().address(),
        view.network().ports(),
        view.config().labels(),
        owners,
        runs && !usage.isEmpty() ? usage.getLast() : null);
  }
}
