/** Links, addresses and routes by rtnetlink(7), without a helper program. */
@NullMarked
package io.berth.linux.netlink;

import org.jspecify.annotations.NullMarked;
