package io.berth.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

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
   * @param placed called before the program is executed, which may still fail; when it throws, the
   *     exec is taken back
   * @throws io.berth.failure.CannotExecute 126 or 127
   * @throws io.berth.failure.Conflict the container's first process is gone
   */
  ContainerProcess exec(ProcessSpec spec, Consumer<Placed> placed);

  /** The same for who writes nothing down. */
  default ContainerProcess exec(ProcessSpec spec) {
    return exec(spec, _ -> {});
  }

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
