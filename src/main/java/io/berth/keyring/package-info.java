/** Logins at other registries that the engine keeps, sealed, for those whose they are. */
@NullMarked
package io.berth.keyring;

import org.jspecify.annotations.NullMarked;
