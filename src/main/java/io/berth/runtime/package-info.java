/**
 * Launches, enters, signals and waits for containers on Linux. Plain data and descriptors in and
 * out.
 */
@NullMarked
package io.berth.runtime;

import org.jspecify.annotations.NullMarked;
