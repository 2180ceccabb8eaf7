/**
 * WebSockets of the dashboard: live logs and terminals. Who may open one is decided before, by
 * session and Origin, in {@code io.berth.security}.
 */
@NullMarked
package io.berth.streaming;

import org.jspecify.annotations.NullMarked;
