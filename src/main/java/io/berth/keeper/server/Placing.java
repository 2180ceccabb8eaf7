package io.berth.keeper.server;

import io.berth.keeper.Job;
import io.berth.runtime.Launching;
import io.berth.runtime.Placed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happens while a first process waits at its gate: its network, then its record. */
final class Placing implements Launching {

  private final Job job;
  private final RunFolder folder;
  private final Consumer<Path> network;
  private final Runnable ready;
  private @Nullable RunRecord record;

  Placing(Job job, RunFolder folder, Consumer<Path> network, Runnable ready) {
    this.job = job;
    this.folder = folder;
    this.network = network;
    this.ready = ready;
  }

  @Override
  public void network(Path netns) {
    if (job.network()) {
      network.accept(netns);
    }
  }

  @Override
  public void placed(Placed placed) {
    if (job.network()) {
      ready.run();
    }
    RunRecord written = new RunRecord(job, placed, Instant.now(), Optional.empty(), false);
    folder.write(written);
    record = written;
  }

  RunRecord record() {
    if (record == null) {
      throw new IllegalStateException("container " + job.spec().id() + " was never placed");
    }
    return record;
  }
}
