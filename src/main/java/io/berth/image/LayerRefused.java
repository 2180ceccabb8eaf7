package io.berth.image;

import io.berth.failure.BerthException;

/** A layer's content is not what it should be: trying again would not help. */
final class LayerRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final BerthException why;

  LayerRefused(BerthException why) {
    super(why);
    this.why = why;
  }

  BerthException why() {
    return why;
  }
}
