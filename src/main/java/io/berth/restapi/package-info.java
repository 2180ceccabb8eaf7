/** Berth's own resources under {@code /api/}: what the Docker Engine API has no word for. */
@NullMarked
package io.berth.restapi;

import org.jspecify.annotations.NullMarked;
