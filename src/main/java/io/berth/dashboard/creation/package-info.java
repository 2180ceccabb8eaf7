/** The form that makes a container. */
@NullMarked
package io.berth.dashboard.creation;

import org.jspecify.annotations.NullMarked;
