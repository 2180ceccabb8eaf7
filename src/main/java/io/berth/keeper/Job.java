package io.berth.keeper;

import io.berth.runtime.LaunchSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A container to launch and to keep.
 *
 * @param network whether the service configures the network namespace before the program starts
 * @param log where its output is kept, if it is
 * @param memo whatever the service wants to find again with the run
 */
public record Job(LaunchSpec spec, boolean network, Optional<LogPlace> log, String memo) {

  /**
   * @param maxFileBytes size at which a file is rotated
   * @param maxFiles files kept, the current one included
   */
  public record LogPlace(Path directory, long maxFileBytes, int maxFiles) {}
}
