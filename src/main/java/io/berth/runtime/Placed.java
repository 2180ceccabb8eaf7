package io.berth.runtime;

import java.util.Optional;

/**
 * What finds a launched container again from another process, see {@link ContainerRuntime#adopt}.
 *
 * @param pid of the first process, as the host sees it
 * @param startTicks when that process was born, in clock ticks since boot, see proc_pid_stat(5)
 * @param held the process that keeps the terminal or stdin open
 */
public record Placed(int pid, long startTicks, Optional<Held> held) {

  /** A process outside the container that has the descriptor as its number 3. */
  public record Held(int pid, long startTicks) {}
}
