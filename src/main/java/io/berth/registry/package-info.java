/** A client of the OCI distribution specification. Knows nothing of the store or of Spring. */
@NullMarked
package io.berth.registry;

import org.jspecify.annotations.NullMarked;
