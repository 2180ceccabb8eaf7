package io.berth.runtime;

import io.berth.linux.Pidfd;
import java.time.Instant;
import java.util.Optional;

/**
 * @param code what the process returned, or 128 plus the signal that ended it; 255 when unknown
 * @param signal the signal's number, or 0
 * @param oomKilled whether the kernel's out-of-memory killer struck in this container
 * @param at when it was noticed
 * @param known whether the kernel told how the process ended
 */
public record ExitStatus(int code, int signal, boolean oomKilled, Instant at, boolean known) {

  private static final int UNKNOWN = 255;

  /**
   * @param how what the kernel told, if it was asked in time
   */
  public static ExitStatus of(Optional<Pidfd.Exit> how, boolean oomKilled, Instant at) {
    return how.filter(Pidfd.Exit::known)
        .map(end -> new ExitStatus(code(end), end.signal(), oomKilled, at, true))
        .orElseGet(() -> new ExitStatus(UNKNOWN, 0, oomKilled, at, false));
  }

  private static int code(Pidfd.Exit end) {
    return end.signal() == 0 ? end.status() : 128 + end.signal();
  }
}
