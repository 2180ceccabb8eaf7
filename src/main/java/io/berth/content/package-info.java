/**
 * The blob store: content addressed by digest, verified while it streams, kept exactly as received.
 */
@NullMarked
package io.berth.content;

import org.jspecify.annotations.NullMarked;
