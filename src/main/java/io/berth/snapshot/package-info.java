/** Unpacked layers and the overlays made from them. Returns mounts as values and never mounts. */
@NullMarked
package io.berth.snapshot;

import org.jspecify.annotations.NullMarked;
