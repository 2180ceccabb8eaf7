/** A container course, worked through with the real docker command. */
@NullMarked
package io.berth.tutorial;

import org.jspecify.annotations.NullMarked;
