package io.berth.linux.cgroup;

import io.berth.failure.KernelRefused;
import io.berth.linux.Fd;
import io.berth.linux.Io;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread's stay in a control group of version 1. The way back is open from the beginning: the
 * thread may have another root and another user when it leaves.
 */
public final class Membership implements AutoCloseable {

  static final Membership NONE = new Membership();

  private static final byte[] THIS_THREAD = {'0'};

  private final List<Fd> ways = new ArrayList<>();

  Membership() {}

  /** Moves the calling thread into a directory's group. */
  void enter(Path directory) {
    ways.add(RootPath.openHost(directory.resolveSibling("tasks"), Open.WRONLY));
    ControlFile.write(directory.resolve("tasks"), "0");
  }

  /** Takes the calling thread back to the parent group. */
  @Override
  public void close() {
    for (Fd way : ways) {
      try (way) {
        Io.write(way, THIS_THREAD);
      } catch (KernelRefused e) {
        // it leaves when the thread ends, which is soon
      }
    }
  }
}
