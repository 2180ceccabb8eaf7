/**
 * The keeper: a process of its own that launches containers, owns their output and waits for them,
 * so that they outlive the service. This is the service's side; {@code server} is the keeper's.
 */
@NullMarked
package io.berth.keeper;

import org.jspecify.annotations.NullMarked;
