package io.berth.failure;

import org.jspecify.annotations.Nullable;

/** A feature that exists in the API and that this engine does not offer. */
public final class Unsupported extends BerthException {

  private static final long serialVersionUID = 1L;

  public Unsupported(String message) {
    this(message, null);
  }

  public Unsupported(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
