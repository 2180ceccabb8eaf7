/** What the host and the engine are and hold: version, info, disk usage. */
@NullMarked
package io.berth.system;

import org.jspecify.annotations.NullMarked;
