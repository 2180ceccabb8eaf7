package io.berth.testing;

import io.berth.keeper.KeeperPlace;
import io.berth.keeper.server.KeeperServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keeper's server on a thread of this process: everything but its process is real. */
public final class InProcessKeeper {

  private static final Map<Path, Thread> RUNNING = new ConcurrentHashMap<>();

  private InProcessKeeper() {}

  /** Returns when it listens. */
  public static void start(KeeperPlace place) {
    KeeperServer server = KeeperServer.open(place.directory(), place.cgroupParent());
    RUNNING.put(
        place.directory(),
        Thread.ofPlatform()
            .daemon()
            .name("keeper")
            .start(() -> {
              try (server) {
                server.run();
              }
            }));
  }

  /** Waits until it has ended by itself, as it does when it keeps nothing. */
  public static void awaitEnd(Path directory) {
    Thread server = RUNNING.remove(directory);
    try {
      if (server != null && !server.join(java.time.Duration.ofSeconds(20))) {
        throw new IllegalStateException("the keeper at " + directory + " still keeps something");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
