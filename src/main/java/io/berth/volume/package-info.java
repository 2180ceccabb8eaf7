/** The volume service: named and anonymous volumes of the local driver. */
@NullMarked
package io.berth.volume;

import org.jspecify.annotations.NullMarked;
