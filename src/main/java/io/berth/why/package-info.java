/** Why a container stopped, in plain words. */
@NullMarked
package io.berth.why;

import org.jspecify.annotations.NullMarked;
