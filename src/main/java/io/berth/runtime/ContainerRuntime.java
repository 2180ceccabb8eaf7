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
   * Takes over what an earlier process launched, which is dead: output that nobody has read comes
   * from {@link ContainerProcess#streams()}, and a terminal or stdin goes on when it was held. A
   * first process that is gone already is no error: {@link ContainerProcess#exit()} is then
   * complete, with the true status when the pidfd or the kernel still tells it, else with an
   * unknown one. When it throws, the container is as it was.
   *
   * @param spec as it was launched
   * @param pidfd of the first process, if anybody kept one; owned by the runtime from now on
   * @return empty when the first process had never executed its program: it was killed, and nothing
   *     of the container is left
   * @throws io.berth.failure.Conflict this runtime has a container of that id
   * @throws io.berth.failure.NotFound the first process lives outside any control group of its id
   */
  Optional<RunningContainer> adopt(LaunchSpec spec, Placed placed, Optional<Fd> pidfd);

  /**
   * Kills and removes what an earlier process left under this runtime's parent cgroup: processes,
   * then cgroups; and what held terminals and stdins of such containers. Adopt first.
   *
   * @param keep ids of containers that are not touched, beside those of this process
   */
  void sweep(Set<String> keep);

  /** What of the kernel this runtime uses and misses, for a person to read. */
  RuntimeFeatures features();

  /** Containers that still run go on running, unwatched, to be adopted by a later runtime. */
  @Override
  void close();
}
