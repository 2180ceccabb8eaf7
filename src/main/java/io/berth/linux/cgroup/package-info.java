/** Control groups, both versions: one group a container, below a parent of the engine's own. */
@NullMarked
package io.berth.linux.cgroup;

import org.jspecify.annotations.NullMarked;
