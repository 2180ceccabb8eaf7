/** What integration tests share: the engine, a registry with images, the docker command. */
@NullMarked
package io.berth.testing;

import org.jspecify.annotations.NullMarked;
