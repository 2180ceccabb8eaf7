/** The container service: the life of a container from create to remove, its streams, its execs. */
@NullMarked
package io.berth.container;

import org.jspecify.annotations.NullMarked;
