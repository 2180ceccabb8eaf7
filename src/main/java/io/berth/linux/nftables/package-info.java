/** Firewall rules by libnftables, without the nft program. */
@NullMarked
package io.berth.linux.nftables;

import org.jspecify.annotations.NullMarked;
