package io.berth.failure;

import org.jspecify.annotations.Nullable;

/** The object is already in the state that was asked for. */
public final class NotModified extends BerthException {

  private static final long serialVersionUID = 1L;

  public NotModified(String message) {
    this(message, null);
  }

  public NotModified(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
