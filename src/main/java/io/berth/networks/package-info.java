/** The networks there are: those that always exist, and those that users made. */
@NullMarked
package io.berth.networks;

import org.jspecify.annotations.NullMarked;
