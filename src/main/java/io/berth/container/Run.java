package io.berth.container;

import io.berth.network.BridgeNetwork.Endpoint;
import io.berth.runtime.RunningContainer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container, from its start to its end.
 *
 * @param endpoint null without a network of its own
 * @param pumps complete when the output has ended
 * @param over completes when the end has been dealt with and everybody told
 */
record Run(
    RunningContainer process,
    @Nullable Endpoint endpoint,
    Instant startedAt,
    ProcessStreams streams,
    List<CompletableFuture<Void>> pumps,
    CompletableFuture<Void> over) {}
