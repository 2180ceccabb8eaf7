/** What can go wrong, as a sealed family that front rooms map to their own wire once. */
@NullMarked
package io.berth.failure;

import org.jspecify.annotations.NullMarked;
