/** The images of this host as a registry: the OCI distribution API under {@code /v2/}. */
@NullMarked
package io.berth.distribution;

import org.jspecify.annotations.NullMarked;
