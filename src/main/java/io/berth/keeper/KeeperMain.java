package io.berth.keeper;

import io.berth.failure.BerthException;
import io.berth.keeper.server.KeeperServer;
import java.nio.file.Path;

/**
 * The keeper's process: {@code --root DIR} names the engine. Says {@code ready} on its standard
 * output when it listens, and ends when it keeps nothing and nobody is connected. SIGTERM ends it
 * too; containers go on and wait for the next keeper.
 */
public final class KeeperMain {

  private KeeperMain() {}

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--root")) {
      System.err.println("usage: KeeperMain --root DIR");
      System.exit(2);
    }
    KeeperPlace place = KeeperPlace.of(Path.of(args[1]).toAbsolutePath().normalize());
    try (KeeperServer server = KeeperServer.open(place.directory(), place.cgroupParent())) {
      System.out.println("ready");
      server.run();
    } catch (BerthException e) {
      System.err.println("keeper: " + e.getMessage());
      System.exit(1);
    }
  }
}
