package io.berth.failure;

import org.jspecify.annotations.Nullable;

/** The object that was named does not exist. */
public final class NotFound extends BerthException {

  private static final long serialVersionUID = 1L;

  public NotFound(String message) {
    this(message, null);
  }

  public NotFound(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
