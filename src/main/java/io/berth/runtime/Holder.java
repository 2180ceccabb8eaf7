package io.berth.runtime;

import io.berth.failure.KernelRefused;
import io.berth.linux.Capabilities;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Open;
import io.berth.linux.Pidfd;
import io.berth.linux.Spawn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process outside the container that keeps a terminal's master or stdin's writing end open while
 * no engine does. It sleeps, in a session of its own, and has no other descriptor. Closing kills
 * it; an engine that dies leaves it alone.
 */
record Holder(Placed.Held id) implements AutoCloseable {

  static final String VARIABLE = "BERTH_HOLDS=";
  static final String PROGRAM = "sleep";

  private static final int HELD = 3;

  /** Where the host has the program. */
  static Optional<String> program() {
    return Stream.of("/bin/sleep", "/usr/bin/sleep")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }

  /** Whether a later engine may take descriptors out of a holder. */
  static boolean canBeTakenFrom() {
    return Capabilities.has(Capabilities.effective(), "CAP_SYS_PTRACE");
  }

  /**
   * Starts one, unless the host lacks the program.
   *
   * @param held stays the caller's
   * @param owner what it says in its environment that it holds this for
   */
  static Optional<Holder> start(Fd held, String owner) {
    return program().map(path -> start(path, held, owner));
  }

  private static Holder start(String path, Fd held, String owner) {
    List<String> line = List.of(PROGRAM, Integer.toString(Integer.MAX_VALUE));
    try (Spawn spawn = new Spawn(path, line, List.of(VARIABLE + owner))) {
      spawn
          .duplicate(held, HELD)
          .open(0, "/dev/null", Open.RDWR)
          .duplicate(0, 1)
          .duplicate(0, 2)
          .closeFrom(HELD + 1)
          .changeDirectory("/");
      int errno = spawn.start();
      if (errno != 0) {
        throw Errno.refused("posix_spawn", path, errno);
      }
      return new Holder(new Placed.Held(spawn.pid(), Pidfd.startTicks(spawn.pid())));
    }
  }

  /** A further descriptor of what it holds; empty when it is gone or may not be traced. */
  Optional<Fd> take() {
    try (Pidfd process = Pidfd.open(id.pid(), id.startTicks()).orElse(null)) {
      return process == null ? Optional.empty() : Optional.of(process.take(HELD));
    } catch (KernelRefused e) {
      return switch (e.errno()) {
        case Errno.ESRCH, Errno.EBADF, Errno.EPERM -> Optional.empty();
        default -> throw e;
      };
    }
  }

  /** Returns when it holds nothing any more. */
  @Override
  public void close() {
    try (Pidfd process = Pidfd.open(id.pid(), id.startTicks()).orElse(null)) {
      if (process != null) {
        process.kill();
        process.poll();
      }
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ECHILD) { // another's child, or reaped by another thread
        throw e;
      }
    }
  }
}
