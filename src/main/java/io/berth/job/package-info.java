/**
 * Long work on the server: it goes on whoever looks, is seen by colleagues, and can be cancelled.
 * Jobs are kept in memory: a restart of the service cancels those that run and forgets the rest.
 */
@NullMarked
package io.berth.job;

import org.jspecify.annotations.NullMarked;
