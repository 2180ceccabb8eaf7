/**
 * The keeper's protocol: typed records over a Unix stream socket, descriptors beside them.
 *
 * <p>A message is its length in four bytes, the number of descriptors that belong to it in one
 * byte, and one record as {@link io.berth.keeper.wire.RecordCodec} writes it. Numbers are
 * big-endian. The descriptors travel with the message's first byte (SCM_RIGHTS).
 */
@NullMarked
package io.berth.keeper.wire;

import org.jspecify.annotations.NullMarked;
