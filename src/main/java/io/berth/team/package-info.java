/** Teams, and whose each container, volume and image is. */
@NullMarked
package io.berth.team;

import org.jspecify.annotations.NullMarked;
