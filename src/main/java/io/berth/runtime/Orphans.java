package io.berth.runtime;

import io.berth.linux.Pidfd;
import io.berth.linux.ProcessStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Processes in no container's group that engines left when they died. A child that was never
 * executed keeps every descriptor of its engine open: listening sockets too.
 */
final class Orphans {

  private static final Path PROC = Path.of("/proc");
  private static final Set<String> BIRTHS = Set.of("berth-init", "berth-exec");

  private final String owner;
  private final Set<String> keep;

  /**
   * @param keep ids whose holders are left alone
   */
  Orphans(String cgroupParent, Set<String> keep) {
    this.owner = Holder.VARIABLE + cgroupParent + "/";
    this.keep = keep;
  }

  void kill() {
    each((pid, stat) -> {
      if (isHolder(pid, stat)) {
        new Holder(new Placed.Held(pid, stat.startTicks())).close();
      } else if (waitsForNobody(pid, stat)) {
        Pidfd.open(pid, stat.startTicks())
            .ifPresent(process -> {
              try (process) {
                process.kill();
              }
            });
      }
    });
  }

  private static void each(BiConsumer<Integer, ProcessStat> task) {
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        int pid = Integer.parseInt(entry.getFileName().toString());
        ProcessStat.of(pid).ifPresent(stat -> task.accept(pid, stat));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (DirectoryIteratorException e) {
      throw new java.io.UncheckedIOException(e.getCause());
    }
  }

  private boolean isHolder(int pid, ProcessStat stat) {
    if (!stat.command().equals(Holder.PROGRAM)) {
      return false;
    }
    String environment = text(pid, "environ");
    if (!environment.startsWith(owner) || environment.indexOf('\0') != environment.length() - 1) {
      return false;
    }
    String id = environment.substring(owner.length(), environment.length() - 1);
    return !keep.contains(id)
        && text(pid, "status").contains("\nUid:\t0\t0\t0\t0\n")
        && link(pid, "ns/pid").equals(link("self", "ns/pid"));
  }

  /**
   * A child that was to become a container's process: its engine has died and opens no gate. One
   * that was forked but executed nothing still shows its engine's program, and has another parent.
   */
  private static boolean waitsForNobody(int pid, ProcessStat stat) {
    if (!BIRTHS.contains(stat.command()) || !stat.neverExecuted() || stat.parent() == 0) {
      return false;
    }
    Optional<String> program = link(pid, "exe");
    return program.isPresent()
        && Holder.canBeTakenFrom() // else another engine's program may not be seen
        && !program.equals(link(stat.parent(), "exe"));
  }

  private static String text(int pid, String file) {
    try {
      return new String(
          Files.readAllBytes(PROC.resolve(pid + "/" + file)), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> link(Object pid, String name) {
    try {
      return Optional.of(Files.readSymbolicLink(PROC.resolve(pid + "/" + name)).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
