package io.berth.runtime;

import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.linux.Spawn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Holds a spawned child before it executes its program: an early file action of it opens a FIFO for
 * reading, which waits for a writer. The FIFO has no name left by the time the child opens it; it
 * is reached by descriptor through the host's own /proc, so neither the child's identity nor its
 * root matters.
 */
final class Gate implements AutoCloseable {

  static final int AFTER = Spawn.KEPT + 1;

  private final CompletableFuture<@Nullable Void> arriving = new CompletableFuture<>();
  private final Fd fifo;
  private final Fd proc;
  private @Nullable Fd writer;

  /**
   * @param directory on the host, writable by the engine only
   */
  Gate(Path directory) {
    String name = "gate-" + UUID.randomUUID();
    try (RootPath root = RootPath.of(directory);
        Directory entries = root.directory("/")) {
      entries.makeNode(name, Open.S_IFIFO | 0444, 0, 0);
      try {
        fifo = entries.open(name, Open.PATH, 0);
      } finally {
        entries.remove(name);
      }
    }
    proc = RootPath.openHost(Path.of("/proc"), Open.PATH | Open.DIRECTORY);
  }

  /**
   * While it waits, the child has nothing of the engine's open but these: should the engine die,
   * its sockets are closed. Leaves the child's working directory in the host's /proc: change it
   * afterwards.
   *
   * @param streams found by the child from {@link #AFTER} on
   */
  void holdUp(Spawn spawn, List<Fd> streams) {
    List<Fd> kept = new ArrayList<>(streams);
    kept.addFirst(fifo);
    spawn.changeDirectory(proc).keepOnly(kept).open(0, "self/fd/" + Spawn.KEPT, Open.RDONLY);
  }

  /** Says that the child comes next, or never will. */
  void arriving() {
    arriving.complete(null);
  }

  /** Keeps the engine's thread asleep while the other one prepares the child. */
  void awaitArrival() {
    arriving.join();
  }

  /** Lets the child go on, now or when it comes. */
  void open() {
    if (writer == null) {
      // read and write: does not wait for the child
      writer = RootPath.openHost(Path.of("/proc/self/fd/" + fifo.number()), Open.RDWR);
    }
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
    fifo.close();
    proc.close();
  }
}
