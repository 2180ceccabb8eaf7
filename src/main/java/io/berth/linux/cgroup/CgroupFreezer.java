package io.berth.linux.cgroup;

import io.berth.linux.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Freezing of both versions. */
final class CgroupFreezer {

  private static final int ATTEMPTS = 2000;
  private static final long PAUSE_NANOS = 1_000_000;

  private CgroupFreezer() {}

  static void freezeV1(Path directory) {
    Path state = directory.resolve("freezer.state");
    // a process that forked meanwhile needs the request again: see freezer-subsystem.rst
    await(
        directory,
        () -> {
          ControlFile.write(state, "FROZEN");
          return ControlFile.read(state).strip().equals("FROZEN");
        });
  }

  static void freezeV2(Path directory) {
    ControlFile.write(directory.resolve("cgroup.freeze"), "1");
    Path events = directory.resolve("cgroup.events");
    await(directory, () -> ControlFile.table(events).getOrDefault("frozen", 0L) == 1);
  }

  static void thawAll(Collection<Path> directories) {
    for (Path directory : directories) {
      Path legacy = directory.resolve("freezer.state");
      Path unified = directory.resolve("cgroup.freeze");
      if (Files.exists(legacy)) {
        ControlFile.write(legacy, "THAWED");
      } else if (Files.exists(unified)) {
        ControlFile.write(unified, "0");
      }
    }
  }

  private static void await(Path directory, BooleanSupplier frozen) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (frozen.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    thawAll(java.util.List.of(directory));
    throw Errno.refused("freeze", directory.toString(), Errno.EBUSY);
  }
}
