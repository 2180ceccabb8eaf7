package io.berth.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * A started container. {@link #close()} after its first process has exited releases the cgroup, the
 * FIFOs' names, the process that holds the terminal or stdin and every descriptor but the streams;
 * before that it kills everything inside first.
 */
public interface RunningContainer extends AutoCloseable {

  ContainerProcess init();

  /**
   * Starts a further process inside, in all of the container's namespaces and its cgroup.
   *
   * @throws io.berth.failure.CannotExecute 126 or 127
   * @throws io.berth.failure.Conflict the container's first process is gone
   */
  ContainerProcess exec(ProcessSpec spec);

  /**
   * Takes over an exec that an earlier process had started. Its streams are at their end; how it
   * ends may be unknown. One whose program was not executed yet is killed.
   *
   * @param startTicks see {@link ContainerProcess#startTicks()}
   * @throws io.berth.failure.NotFound it is gone
   */
  ContainerProcess adoptExec(int pid, long startTicks);

  /** Freezes every process; returns when all are frozen. */
  void pause();

  void resume();

  boolean isPaused();

  /** Changes limits; fields that are 0 or empty stay as they are. */
  void update(Resources resources);

  /** Host process ids of everything inside, execs included. */
  List<Integer> pids();

  ResourceUsage usage();

  /** The network namespace's file; valid while the first process lives. */
  Path netns();

  /** The root as the container sees it, for use with a resolver that never leaves it. */
  Path root();

  @Override
  void close();
}
