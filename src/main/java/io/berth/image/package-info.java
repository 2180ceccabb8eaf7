/** The image service: pull, list, inspect, tag, remove, load, import. */
@NullMarked
package io.berth.image;

import org.jspecify.annotations.NullMarked;
