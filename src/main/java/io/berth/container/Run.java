package io.berth.container;

import io.berth.keeper.KeptRun;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * One run of a container, from its start to its end.
 *
 * @param network how it is connected
 * @param output what brings its output to attached clients
 * @param over completes when the end has been dealt with and everybody told
 */
record Run(KeptRun kept, RunNetwork network, RunOutput output, CompletableFuture<Void> over) {

  Run(KeptRun kept, RunNetwork network, OutputHub clients) {
    this(kept, network, new RunOutput(kept, clients), new CompletableFuture<>());
  }

  Instant startedAt() {
    return kept.startedAt();
  }
}
