package io.berth.runtime;

import java.time.Instant;

/**
 * @param code what the process returned, or 128 plus the signal that ended it
 * @param signal the signal's number, or 0
 * @param oomKilled whether the kernel's out-of-memory killer struck in this container
 * @param at when it was noticed
 */
public record ExitStatus(int code, int signal, boolean oomKilled, Instant at) {}
