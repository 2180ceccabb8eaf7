/** The volume service: directories that outlive containers. */
@NullMarked
package io.berth.volume;

import org.jspecify.annotations.NullMarked;
