package io.berth.failure;

import org.jspecify.annotations.Nullable;

/** The caller is known but may not do this, or the object may never be changed this way. */
public final class Forbidden extends BerthException {

  private static final long serialVersionUID = 1L;

  public Forbidden(String message) {
    this(message, null);
  }

  public Forbidden(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
