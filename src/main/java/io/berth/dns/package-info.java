/** Names for containers: a resolver inside each container's network namespace, see RFC 1035. */
@NullMarked
package io.berth.dns;

import org.jspecify.annotations.NullMarked;
