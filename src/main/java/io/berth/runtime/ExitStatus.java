package io.berth.runtime;

import java.time.Instant;

/**
 * @param code what the process returned, or 128 plus the signal that ended it; 255 when unknown
 * @param signal the signal's number, or 0
 * @param oomKilled whether the kernel's out-of-memory killer struck in this container
 * @param at when it was noticed
 * @param known whether the kernel told how the process ended
 */
public record ExitStatus(int code, int signal, boolean oomKilled, Instant at, boolean known) {}
