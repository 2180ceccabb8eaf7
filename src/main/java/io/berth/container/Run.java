package io.berth.container;

import io.berth.keeper.KeptRun;
import io.berth.network.BridgeNetwork.Endpoint;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container, from its start to its end.
 *
 * @param endpoint null without a network of its own
 * @param output what brings its output to attached clients
 * @param over completes when the end has been dealt with and everybody told
 */
record Run(
    KeptRun kept, @Nullable Endpoint endpoint, RunOutput output, CompletableFuture<Void> over) {

  Run(KeptRun kept, @Nullable Endpoint endpoint, OutputHub clients) {
    this(kept, endpoint, new RunOutput(kept, clients), new CompletableFuture<>());
  }

  Instant startedAt() {
    return kept.startedAt();
  }
}
