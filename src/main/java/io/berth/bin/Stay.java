package io.berth.bin;

import java.time.Instant;

/**
 * How something is in the bin.
 *
 * @param by who removed it
 */
public record Stay(Instant since, Instant until, String by) {}
