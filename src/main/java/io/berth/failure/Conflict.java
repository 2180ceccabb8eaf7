package io.berth.failure;

import org.jspecify.annotations.Nullable;

/** The request is well formed but the object's state, or another object, stands in its way. */
public final class Conflict extends BerthException {

  private static final long serialVersionUID = 1L;

  public Conflict(String message) {
    this(message, null);
  }

  public Conflict(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
