/** What happened in the engine, published to whoever listens. */
@NullMarked
package io.berth.event;

import org.jspecify.annotations.NullMarked;
