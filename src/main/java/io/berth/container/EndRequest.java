package io.berth.container;

import java.time.Instant;

/**
 * What was last asked of a run that was to end it, or might. That the run then ended because of it
 * is for the reader to judge by its exit code and the times.
 *
 * @param signal the first one that was sent
 * @param graceRanOut whether the engine killed it, since it had not ended in time
 */
public record EndRequest(Kind kind, int signal, Instant at, boolean graceRanOut) {

  /** Who or what asked. */
  public enum Kind {
    STOP,
    RESTART,
    SIGNAL,
    /** The engine, by {@link Health#RESTART_LABEL}. */
    UNHEALTHY,
    ENGINE_STOPPED
  }

  static EndRequest of(Kind kind, int signal) {
    return new EndRequest(kind, signal, Instant.now(), false);
  }

  EndRequest killed() {
    return new EndRequest(kind, signal, at, true);
  }

  /** A signal that may end nothing does not hide a stop that is under way. */
  boolean yieldsTo(int newSignal) {
    return kind == Kind.SIGNAL || newSignal == Signals.KILL;
  }
}
