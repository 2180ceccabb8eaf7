/**
 * What people saw in terminals, written down while they saw it, where administrators want that.
 * Rooms that give streams to people ask this one first; who may see a recording is decided here.
 */
@NullMarked
package io.berth.recording;

import org.jspecify.annotations.NullMarked;
