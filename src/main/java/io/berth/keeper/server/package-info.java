/** The keeper's own process. Knows neither Spring nor a database. */
@NullMarked
package io.berth.keeper.server;

import org.jspecify.annotations.NullMarked;
