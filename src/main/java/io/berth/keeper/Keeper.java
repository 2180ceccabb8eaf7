package io.berth.keeper;

import io.berth.failure.Unavailable;
import io.berth.network.PortBinder;
import io.berth.runtime.RuntimeFeatures;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Launches containers in a process that outlives this one, and finds again what that process keeps.
 * When the keeper dies another is started, which takes its runs over; calls wait for it, and throw
 * {@link Unavailable} when none comes. Thread-safe.
 */
public interface Keeper extends AutoCloseable {

  RuntimeFeatures features();

  /** What an earlier service launched and nobody has released: alive, or ended. */
  List<KeptRun> runs();

  /**
   * Launches a container. When it throws, nothing of it is left.
   *
   * @param tapped whether output is wanted from the first byte, see {@link KeptRun#firstTap()}
   * @param network configures the network namespace, given by its file, while the first process
   *     waits; called again when a launch that the keeper's death has cut is repeated
   * @throws io.berth.failure.CannotExecute 126 or 127
   */
  KeptRun launch(Job job, boolean tapped, Consumer<Path> network);

  /** Host ports that live in the keeper. */
  PortBinder ports();

  /** Lets go of the keeper; what runs goes on. */
  @Override
  void close();
}
