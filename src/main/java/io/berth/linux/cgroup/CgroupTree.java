package io.berth.linux.cgroup;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Directories of groups: making, listing, killing, removing. */
final class CgroupTree {

  private static final Integer SELF = (int) ProcessHandle.current().pid();
  private static final int SIGKILL = 9;
  private static final int ATTEMPTS = 10_000;
  private static final long PAUSE_NANOS = 200_000;

  private CgroupTree() {}

  static void make(Path directory) {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw Errno.refused("mkdir", directory.toString() + " (" + e + ")", Errno.EIO);
    }
  }

  static List<Integer> pids(Collection<Path> directories) {
    Set<Integer> pids = new HashSet<>();
    for (Path directory : directories) {
      for (Path group : withDescendants(directory)) {
        try {
          ControlFile.read(group.resolve("cgroup.procs"))
              .lines()
              .map(Integer::valueOf)
              .forEach(pids::add);
        } catch (KernelRefused e) {
          continue; // removed meanwhile
        }
      }
    }
    pids.remove(0); // a process of another PID namespace
    // a thread of the engine that has just spawned something inside and is about to die
    pids.remove(SELF);
    return pids.stream().sorted().toList();
  }

  /** Kills until nothing is left, then removes. Gives up after two seconds of refusal. */
  static void remove(Collection<Path> directories) {
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      last = removeOnce(directories);
      if (last == null) {
        return;
      }
      killAll(directories);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw Errno.refused("rmdir", directories + " (" + last + ")", Errno.EBUSY);
  }

  private static @org.jspecify.annotations.Nullable IOException removeOnce(
      Collection<Path> directories) {
    IOException failure = null;
    for (Path directory : directories) {
      for (Path group : withDescendants(directory).reversed()) {
        try {
          Files.delete(group);
        } catch (NoSuchFileException e) {
          continue;
        } catch (IOException e) {
          failure = e;
        }
      }
    }
    return failure;
  }

  static void killAll(Collection<Path> directories) {
    for (int pid : pids(directories)) {
      try (io.berth.linux.Pidfd process = io.berth.linux.Pidfd.open(pid)) {
        if (pids(directories).contains(pid)) {
          process.signal(SIGKILL);
        }
      } catch (KernelRefused e) {
        if (e.errno() != Errno.ESRCH) {
          throw e;
        }
      }
    }
  }

  /** A group and those that a container made below it, parents first. */
  static List<Path> withDescendants(Path directory) {
    List<Path> all = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      collect(directory, all);
    }
    return all;
  }

  private static void collect(Path directory, List<Path> all) {
    all.add(directory);
    children(directory).forEach(child -> collect(child, all));
  }

  static List<Path> children(Path directory) {
    try (var entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
      List<Path> children = new ArrayList<>();
      entries.forEach(children::add);
      return children;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return List.of();
    }
  }

  /** Waits for threads that have left a container and are about to end; not for groups inside. */
  static void removeUnlessUsed(Path directory) {
    for (int attempt = 0; attempt < ATTEMPTS && children(directory).isEmpty(); attempt++) {
      if (removeOnce(List.of(directory)) == null) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
