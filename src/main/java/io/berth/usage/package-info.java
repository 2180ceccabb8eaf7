/** What containers use, measured while somebody looks. */
@NullMarked
package io.berth.usage;

import org.jspecify.annotations.NullMarked;
