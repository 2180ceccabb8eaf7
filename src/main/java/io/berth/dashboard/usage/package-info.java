/** What containers use, measured while somebody looks. */
@NullMarked
package io.berth.dashboard.usage;

import org.jspecify.annotations.NullMarked;
