/**
 * Alerts: rules say who is told of what. {@link io.berth.alert.Alerts} is the door. Causes come
 * from events and, for the disk, from a slow clock; what is to be told is stored with what is
 * wrong, and sent from there by webhook or mail until it has arrived or is given up.
 */
@NullMarked
package io.berth.alert;

import org.jspecify.annotations.NullMarked;
