package io.berth.runtime;

import io.berth.linux.Fd;
import java.util.Optional;
import java.util.Set;

/** Starts containers. Thread-safe. One engine may hold many runtimes with different parents. */
public interface ContainerRuntime extends AutoCloseable {

  /**
   * Starts a container: returns once its first process has begun to execute the user's program.
   * When it throws, nothing of the container is left in the kernel.
   *
   * @throws io.berth.failure.CannotExecute the executable is missing (127) or not executable (126)
   * @throws io.berth.failure.InvalidRequest an unknown user, a working directory that cannot be, …
   * @throws io.berth.failure.KernelRefused the kernel refused a step
   */
  RunningContainer launch(LaunchSpec spec, Launching launching);

  /**
   * Takes over what an earlier process launched. A first process that is gone already is no error:
   * {@link ContainerProcess#exit()} is then complete, with the true status when the pidfd or the
   * kernel still tells it, else with an unknown one.
   *
   * @param pidfd of the first process, if anybody kept one; owned by the runtime from now on
   */
  RunningContainer adopt(LaunchSpec spec, Placed placed, Optional<Fd> pidfd);

  /**
   * Kills and removes what an earlier process left under this runtime's parent cgroup: processes,
   * then cgroups.
   *
   * @param keep ids of containers that are not touched, beside those of this process
   */
  void sweep(Set<String> keep);

  /** What of the kernel this runtime uses and misses, for a person to read. */
  RuntimeFeatures features();

  @Override
  void close();
}
