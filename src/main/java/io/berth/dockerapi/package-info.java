/** The Docker Engine API over HTTP: routes, wire records, stream framing, error bodies. */
@NullMarked
package io.berth.dockerapi;

import org.jspecify.annotations.NullMarked;
