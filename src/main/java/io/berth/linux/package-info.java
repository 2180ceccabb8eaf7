/**
 * The kernel by JNA: every native binding lives here or in a sub-room, and nowhere else. A binding
 * that fails throws; nobody reads errno later.
 */
@NullMarked
package io.berth.linux;

import org.jspecify.annotations.NullMarked;
