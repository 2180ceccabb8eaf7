/** Bridges, addresses, translation and published ports. */
@NullMarked
package io.berth.network;

import org.jspecify.annotations.NullMarked;
