/** The image service: pull, list, inspect, tag, remove, load, import, and what builds make. */
@NullMarked
package io.berth.image;

import org.jspecify.annotations.NullMarked;
