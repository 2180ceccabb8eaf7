package io.berth.keeper;

import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.linux.Io;
import io.berth.linux.Open;
import io.berth.linux.Pidfd;
import io.berth.linux.Pipe;
import io.berth.linux.Spawn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a keeper that outlives this process: in a session of its own, with nothing inherited. */
public final class KeeperProcess {

  /** The C library gives each of its arenas' memory back late, so there are few. */
  private static final String MEMORY = "MALLOC_ARENA_MAX=2";

  private KeeperProcess() {}

  /**
   * Returns when the keeper listens.
   *
   * @param root the engine's folder, where the keeper's own messages go to {@code keeper.log}
   * @throws Unavailable it ended before
   */
  public static void start(Path root) {
    List<String> command = KeeperCommand.command(root);
    Path log = root.resolve("keeper.log");
    try (Pipe ready = Pipe.open();
        Spawn spawn = new Spawn(command.getFirst(), command, environment())) {
      spawn
          .open(0, "/dev/null", Open.RDONLY)
          .duplicate(ready.writer(), 1)
          .open(2, log.toString(), Open.WRONLY | Open.CREAT | Open.APPEND, 0600)
          .closeFrom(3)
          .changeDirectory("/");
      int errno = spawn.start();
      if (errno != 0) {
        throw Errno.refused("posix_spawn", command.getFirst(), errno);
      }
      reapLater(spawn.pid());
      ready.writer().close();
      awaitReady(ready, log);
    }
  }

  private static void awaitReady(Pipe pipe, Path log) {
    byte[] buffer = new byte[256];
    int n = Io.read(pipe.reader(), buffer);
    if (!new String(buffer, 0, n, StandardCharsets.US_ASCII).startsWith("ready")) {
      throw new Unavailable("the keeper did not start: see " + log);
    }
  }

  private static List<String> environment() {
    List<String> environment = new ArrayList<>(List.of(MEMORY));
    environment.add("LC_ALL=C.UTF-8"); // else Java takes no file whose name is not ASCII
    String path = System.getenv("PATH");
    if (path != null) {
      environment.add("PATH=" + path);
    }
    return environment;
  }

  private static void reapLater(int pid) {
    Pidfd keeper = Pidfd.open(pid);
    Thread.ofPlatform()
        .daemon()
        .name("berth-keeper-end")
        .start(() -> {
          try (keeper) {
            keeper.await();
          } catch (KernelRefused e) {
            // reaped by somebody else
          }
        });
  }
}
