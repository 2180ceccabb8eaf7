package io.berth.container;

import io.berth.container.ContainerView.Status;
import io.berth.failure.Conflict;
import io.berth.failure.NotModified;
import io.berth.failure.Unavailable;
import io.berth.runtime.ExitStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a container is in its life, and what may happen next. Values; every change is a new one.
 */
sealed interface ContainerState {

  /**
   * What is remembered from state to state.
   *
   * @param error why the last start failed, or empty
   */
  record Facts(
      int exitCode,
      boolean oomKilled,
      String error,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {
    static final Facts NONE = new Facts(0, false, "", null, null);
  }

  record Created(Facts facts) implements ContainerState {}

  record Running(Facts facts, int pid) implements ContainerState {}

  record Paused(Facts facts, int pid) implements ContainerState {}

  /** Ended, and waiting to be started again by its restart policy. */
  record Restarting(Facts facts) implements ContainerState {}

  record Exited(Facts facts) implements ContainerState {}

  record Removing(Facts facts) implements ContainerState {}

  Facts facts();

  default Status status() {
    return switch (this) {
      case Created _ -> Status.CREATED;
      case Running _ -> Status.RUNNING;
      case Paused _ -> Status.PAUSED;
      case Restarting _ -> Status.RESTARTING;
      case Exited _ -> Status.EXITED;
      case Removing _ -> Status.REMOVING;
    };
  }

  default int pid() {
    return switch (this) {
      case Running running -> running.pid();
      case Paused paused -> paused.pid();
      case Created _, Restarting _, Exited _, Removing _ -> 0;
    };
  }

  /** Whether a process of the container is alive. */
  default boolean alive() {
    return pid() != 0;
  }

  /** Whether {@code wait} has to wait: it runs, or is about to run again. */
  default boolean active() {
    return alive() || this instanceof Restarting;
  }

  default void requireStartable(String id) {
    switch (this) {
      case Created _, Exited _, Restarting _ -> {}
      case Running _ -> throw new NotModified("Container " + id + " is already running");
      case Paused _ -> throw new Conflict("cannot start a paused container, try unpause instead");
      case Removing _ ->
          throw new Conflict("container is marked for removal and cannot be started");
    }
  }

  default void requireAlive(String id) {
    if (!alive()) {
      throw new Conflict("Container " + id + " is not running");
    }
  }

  default ContainerState pausing(String id) {
    return switch (this) {
      case Running(Facts facts, int pid) -> new Paused(facts, pid);
      case Paused _ -> throw new Conflict("Container " + id + " is already paused");
      case Restarting _ ->
          throw new Conflict("Container " + id + " is restarting, wait until it is running");
      case Created _, Exited _, Removing _ ->
          throw new Conflict("Container " + id + " is not running");
    };
  }

  /** Refused in Docker's words and by its status, which is 500 here. */
  default ContainerState resuming(String id) {
    if (this instanceof Paused(Facts facts, int pid)) {
      return new Running(facts, pid);
    }
    throw new Unavailable("Container " + id + " is not paused");
  }

  default ContainerState started(int pid, Instant at) {
    return new Running(new Facts(0, false, "", at, facts().finishedAt()), pid);
  }

  /** A start that failed; it leaves a container that never ran as it was. */
  default ContainerState failed(int exitCode, String error) {
    Facts old = facts();
    Facts facts = new Facts(exitCode, false, error, old.startedAt(), old.finishedAt());
    return old.startedAt() == null ? new Created(facts) : new Exited(facts);
  }

  default ContainerState ended(ExitStatus exit, boolean again) {
    String error = exit.known() ? "" : "nobody could see how the container's process ended";
    Facts facts = new Facts(exit.code(), exit.oomKilled(), error, facts().startedAt(), exit.at());
    return again ? new Restarting(facts) : new Exited(facts);
  }

  /** What is true of a stored container when no engine has been running it. */
  default ContainerState afterCrash(Instant now) {
    if (!(this instanceof Running || this instanceof Paused || this instanceof Restarting)) {
      return this;
    }
    boolean ran = !(this instanceof Restarting);
    Facts old = facts();
    return new Exited(
        new Facts(
            ran ? 255 : old.exitCode(),
            old.oomKilled(),
            ran ? "the engine ended while the container was running" : old.error(),
            old.startedAt(),
            ran ? now : old.finishedAt()));
  }
}
