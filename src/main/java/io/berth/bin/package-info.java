/**
 * The bin: what was removed in the dashboard waits here for some hours and can come back. Each kind
 * of thing is kept by the room it belongs to, its {@link io.berth.bin.Compartment}; this room shows
 * them together and lets go of what has waited long enough.
 */
@NullMarked
package io.berth.bin;

import org.jspecify.annotations.NullMarked;
