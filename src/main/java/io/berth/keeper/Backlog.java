package io.berth.keeper;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a run's FIFOs open and never reads: what is in them when the keeper and the container are
 * both dead would go with the last descriptor, and the next keeper finds it. Thread-safe.
 */
final class Backlog implements AutoCloseable {

  private final List<Fd> fifos = new ArrayList<>();

  /** A run with a terminal has none. */
  synchronized void hold(Path run) {
    if (!fifos.isEmpty()) {
      return;
    }
    for (String name : List.of("stdout", "stderr")) {
      try {
        fifos.add(RootPath.openHost(run.resolve(name), Open.RDONLY | Open.NONBLOCK));
      } catch (KernelRefused e) {
        if (e.errno() != Errno.ENOENT) {
          throw e;
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    fifos.forEach(Fd::close);
    fifos.clear();
  }
}
