package io.berth.runtime;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Pidfd;
import org.jspecify.annotations.Nullable;

/**
 * A child between its birth and its first instruction. {@link #abandon()} takes it back at any
 * time; after {@link #release()} it runs the user's program and is the caller's.
 */
final class Child {

  private static final int SIGKILL = 9;

  private final NamespaceThread<Integer> spawner;
  private final Gate gate;
  private final String name;
  private @Nullable Pidfd pidfd;

  Child(NamespaceThread<Integer> spawner, Gate gate, String name) {
    this.spawner = spawner;
    this.gate = gate;
    this.name = name;
    spawner.whenDone(gate::arriving);
  }

  /** Waits until it exists; throws what kept it from being born. */
  Pidfd born() {
    gate.awaitArrival();
    Pidfd found = Placement.await(spawner);
    if (found == null) {
      int errno = spawner.await();
      throw Errno.refused("posix_spawn", name, errno);
    }
    pidfd = found;
    return found;
  }

  /** Opens the gate and returns once the program was executed. */
  void release() {
    gate.open();
    int errno = spawner.await();
    if (errno != 0) {
      throw Executables.failure(name, errno);
    }
  }

  void abandon() {
    Pidfd child = pidfd;
    if (child != null) {
      child.signal(SIGKILL);
    }
    gate.open();
    try {
      spawner.await();
    } catch (RuntimeException e) {
      // the failure that led here
    }
    if (child != null) {
      try (child) {
        child.await();
      } catch (KernelRefused e) {
        if (e.errno() != Errno.ECHILD) { // posix_spawn reaped it
          throw e;
        }
      }
    }
  }
}
