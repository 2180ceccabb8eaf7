package io.berth.runtime;

import io.berth.linux.NamespaceThread;
import io.berth.linux.Pidfd;
import io.berth.linux.Rlimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Finds the child that a thread is spawning, while the child waits at its gate. */
final class Placement {

  private static final long PAUSE_NANOS = 30_000;
  private static final int OWN_OOM_SCORE = ownOomScore();

  private Placement() {}

  /** The child, or null when the thread ended without one. */
  static @Nullable Pidfd await(NamespaceThread<?> spawner) {
    Path children = Path.of("/proc/self/task/" + spawner.threadId() + "/children");
    while (true) {
      boolean done = spawner.isDone();
      int pid = firstChild(children);
      if (pid > 0) {
        return Pidfd.open(pid);
      }
      if (done) {
        return null;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static int firstChild(Path children) {
    try {
      String text = Files.readString(children).strip();
      return text.isEmpty() ? 0 : Integer.parseInt(text.split(" ", 2)[0]);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void limits(int pid, List<ProcessSpec.Rlimit> limits) {
    limits.forEach(l -> Rlimits.set(pid, l.name(), l.soft(), l.hard()));
  }

  /** A child begins with the engine's own, which may be protected. */
  static void oomScore(int pid, int adjustment) {
    if (adjustment != OWN_OOM_SCORE) {
      try {
        Files.writeString(Path.of("/proc/" + pid + "/oom_score_adj"), Integer.toString(adjustment));
      } catch (IOException e) {
        throw io.berth.linux.Errno.refused(
            "write", "oom_score_adj " + adjustment, io.berth.linux.Errno.EACCES);
      }
    }
  }

  private static int ownOomScore() {
    try {
      return Integer.parseInt(Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
