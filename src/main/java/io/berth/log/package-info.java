/** The output of containers on disk: written once, rotated, read from any point, followed. */
@NullMarked
package io.berth.log;

import org.jspecify.annotations.NullMarked;
