package io.berth.runtime;

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
  RunningContainer launch(LaunchSpec spec);

  /**
   * Kills and removes what an earlier engine process left under this runtime's parent cgroup:
   * processes, then cgroups. Containers of this process are not touched.
   */
  void sweep();

  /** What of the kernel this runtime uses and misses, for a person to read. */
  RuntimeFeatures features();

  @Override
  void close();
}
